/** Buttons, fields and small parts that every page is made of. */
import type { ButtonHTMLAttributes, ComponentChildren, InputHTMLAttributes, TextareaHTMLAttributes } from 'preact';
import { useId } from 'preact/hooks';
import s from './controls.module.css';

export { s as styles };

type ButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'class' | 'role'> & { class?: string } & {
  look?: 'main' | 'danger' | 'quiet';
  small?: boolean;
};

export const Button = ({ look, small, class: more, ...rest }: ButtonProps) => (
  <button type="button" {...rest} class={`${s.button} ${look ? s[look] : ''} ${small ? s.small : ''} ${more ?? ''}`} />
);

/** A button that shows an icon alone; `label` is its name for everyone who does not see it. */
export const IconButton = ({ label, small, class: more, ...rest }: Omit<ButtonProps, 'look'> & { label: string }) => (
  <button type="button" title={label} aria-label={label} {...rest} class={`${s.button} ${s.icon} ${small ? s.small : ''} ${more ?? ''}`} />
);

interface FieldProps {
  label: string;
  hint?: ComponentChildren;
  fault?: string | undefined;
  children: (props: { id: string; class: string; 'aria-invalid': boolean; 'aria-describedby': string }) => ComponentChildren;
}

/** A label, a control, what helps and what is wrong. */
export function Field({ label, hint, fault, children }: FieldProps) {
  const id = useId();
  return (
    <div class={s.field}>
      <label class={s.label} for={id}>
        {label}
      </label>
      {children({ id, class: s.input!, 'aria-invalid': !!fault, 'aria-describedby': `${id}-more` })}
      <div id={`${id}-more`}>
        {fault ? (
          <p class={s.fault} role="alert">
            {fault}
          </p>
        ) : hint ? (
          <p class={s.hint}>{hint}</p>
        ) : null}
      </div>
    </div>
  );
}

type TextProps = Omit<FieldProps, 'children'> & { value: string; onValue: (value: string) => void } & Omit<
    InputHTMLAttributes<HTMLInputElement>,
    'label' | 'value' | 'list' | 'role' | 'type'
  > & { type?: 'text' | 'email' | 'password' | 'url' | 'search' | 'number' | 'color' | 'time' };

export const TextField = ({ label, hint, fault, value, onValue, type = 'text', ...rest }: TextProps) => (
  <Field label={label} hint={hint} fault={fault}>
    {(props) => (
      <input
        {...(rest as object)}
        {...props}
        type={type as 'text'}
        list={undefined}
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    )}
  </Field>
);

type AreaProps = Omit<FieldProps, 'children'> & { value: string; onValue: (value: string) => void } & Omit<
    TextareaHTMLAttributes<HTMLTextAreaElement>,
    'value' | 'label'
  >;

export const AreaField = ({ label, hint, fault, value, onValue, ...rest }: AreaProps) => (
  <Field label={label} hint={hint} fault={fault}>
    {(props) => <textarea {...(rest as object)} {...props} value={value} onInput={(event) => onValue(event.currentTarget.value)} />}
  </Field>
);

interface SelectProps {
  label: string;
  hint?: string;
  value: string;
  onValue: (value: string) => void;
  options: readonly (readonly [value: string, label: string])[];
}

export const SelectField = ({ label, hint, value, onValue, options }: SelectProps) => (
  <Field label={label} hint={hint}>
    {(props) => (
      <select {...props} value={value} onChange={(event) => onValue(event.currentTarget.value)}>
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    )}
  </Field>
);

export const Switch = ({ label, checked, onChange }: { label: ComponentChildren; checked: boolean; onChange: (on: boolean) => void }) => (
  <label class={s.switch}>
    <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
    <span>{label}</span>
  </label>
);

export const Avatar = ({
  name,
  photo,
  size = 32,
  presence,
}: {
  name: string;
  photo?: string | undefined;
  size?: number;
  presence?: string | undefined;
}) => (
  <span class={s.avatar} style={{ '--size': `${size}px` }}>
    {photo ? <img src={photo} alt="" /> : <span aria-hidden="true">{[...name][0]?.toUpperCase() ?? '·'}</span>}
    {presence ? <i class={`${s.presence} ${s[presence] ?? ''}`} /> : null}
  </span>
);

export const Badge = ({ count, label, class: more }: { count: number; label: string; class?: string }) => (
  <span class={`${s.badge} ${more ?? ''}`}>
    <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
    <span class="visually-hidden">{label}</span>
  </span>
);

export const Empty = ({ icon, title, children }: { icon?: ComponentChildren; title: string; children?: ComponentChildren }) => (
  <div class={s.empty}>
    {icon}
    <strong>{title}</strong>
    {children}
  </div>
);

export const Notice = ({ tone, children }: { tone?: 'good' | 'bad'; children: ComponentChildren }) => (
  <div class={`${s.notice} ${tone ? s[tone] : ''}`} role={tone === 'bad' ? 'alert' : 'status'}>
    {children}
  </div>
);

/** A page that scrolls, with its content in one readable column. */
export const Page = ({ children }: { children: ComponentChildren }) => (
  <div class={s.page}>
    <div>{children}</div>
  </div>
);
