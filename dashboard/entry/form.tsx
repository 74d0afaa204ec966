/** The ways into the dashboard, under Foyer's own name. */
import { type EntryProps, EntryForm as Form } from '../design/entry-form.tsx';
import s from './entry.module.css';

/** Foyer's diamond and name. */
export const Brand = () => (
  <>
    <i class={s.mark} /> Foyer
  </>
);

export const EntryForm = (props: EntryProps) => <Form {...props} brand={<Brand />} />;
