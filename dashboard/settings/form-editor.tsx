import type { FormField, SiteSettings } from '../../protocol/site-settings.ts';
import { AreaField, Button, SelectField, Switch, styles, TextField } from '../design/controls.tsx';
import { lines } from './list.tsx';
import s from './settings.module.css';
import { t } from './texts.ts';

type Form = SiteSettings['prechat'];
const TYPES = ['text', 'email', 'tel', 'textarea', 'select'] as const;

interface Props {
  title: string;
  onLabel: string;
  form: Form;
  onChange: (form: Form) => void;
}

/** The fields of a form that visitors fill in. */
export function FormEditor({ title, onLabel, form, onChange }: Props) {
  const change = (part: Partial<Form>) => onChange({ ...form, ...part });
  const changeField = (at: number, part: Partial<FormField>) =>
    change({ fields: form.fields.map((field, index) => (index === at ? { ...field, ...part } : field)) });
  const freeKey = () => {
    let n = form.fields.length + 1;
    while (form.fields.some(({ key }) => key === `field_${n}`)) n++;
    return `field_${n}`;
  };
  return (
    <section class={styles.card}>
      <h2>{title}</h2>
      <Switch label={onLabel} checked={form.enabled} onChange={(enabled) => change({ enabled })} />
      {form.enabled ? (
        <>
          <AreaField label={t('formText')} rows={2} maxLength={1000} value={form.text} onValue={(text) => change({ text })} />
          {form.fields.map((field, index) => (
            <div key={field.key}>
              <div class={s.line}>
                <TextField
                  label={`${t('fieldLabel')} (${field.key})`}
                  maxLength={100}
                  value={field.label}
                  onValue={(label) => changeField(index, { label })}
                />
                <SelectField
                  label={t('fieldType')}
                  value={field.type}
                  onValue={(type) => changeField(index, { type: type as FormField['type'] })}
                  options={TYPES.map((type) => [type, t(`type_${type}`)] as const)}
                />
                <Switch label={t('required')} checked={field.required} onChange={(required) => changeField(index, { required })} />
                <Button look="quiet" onClick={() => change({ fields: form.fields.filter((_, at) => at !== index) })}>
                  {t('remove')}
                </Button>
              </div>
              {field.type === 'select' ? (
                <AreaField
                  label={t('options')}
                  rows={3}
                  value={(field.options ?? []).join('\n')}
                  onValue={(text) => changeField(index, { options: text.endsWith('\n') ? [...lines(text), ''] : lines(text) })}
                />
              ) : null}
            </div>
          ))}
          <div>
            <Button onClick={() => change({ fields: [...form.fields, { key: freeKey(), label: '', type: 'text', required: false }] })}>
              {t('addField')}
            </Button>
          </div>
        </>
      ) : null}
    </section>
  );
}
