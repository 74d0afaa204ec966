/** The ways into the portal, under the company's name, and fields that they share. */
import { TextField } from '../design/controls.tsx';
import { type EntryProps, EntryForm as Form } from '../design/entry-form.tsx';
import { Brand } from './shell.tsx';
import { t } from './texts.ts';

export const EntryForm = (props: EntryProps) => <Form {...props} brand={<Brand />} />;

interface FieldProps {
  value: string;
  onValue: (value: string) => void;
}

export const Email = ({ value, onValue }: FieldProps) => (
  <TextField label={t('email')} type="email" autocomplete="username" required maxLength={254} value={value} onValue={onValue} />
);

export const NewPassword = ({ value, onValue, label = t('newPassword') }: FieldProps & { label?: string }) => (
  <TextField
    label={label}
    type="password"
    autocomplete="new-password"
    required
    minLength={10}
    maxLength={128}
    hint={t('passwordHint')}
    value={value}
    onValue={onValue}
  />
);
