/** Whoever changes how one signs in shows that they know the password. */
import { TextField } from '../design/controls.tsx';
import { t } from './texts.ts';

export const PresentPassword = ({ value, onValue }: { value: string; onValue: (value: string) => void }) => (
  <TextField label={t('password')} type="password" autocomplete="current-password" required value={value} onValue={onValue} />
);
