/** A list of things of the account that can be made, changed and deleted: loaded, and loaded again after each change. */
import { useEffect, useState } from 'preact/hooks';
import { toast } from '../design/toasts.tsx';
import { del, get, post, put } from '../http.ts';
import { errorText } from '../i18n/errors.ts';

export interface EditableList<T extends { id: string }> {
  /** Null until they are known. */
  items: T[] | null;
  /** Makes or changes one (an empty id is a new one). */
  save: (item: T) => Promise<void>;
  remove: (id: string) => Promise<void>;
}

export function useList<T extends { id: string }>(path: string): EditableList<T> {
  const [items, setItems] = useState<T[] | null>(null);
  const fail = (error: unknown) => toast(errorText(error));
  const load = () => get<T[]>(path).then(setItems, fail);
  useEffect(() => {
    void load();
  }, [path]);
  return {
    items,
    async save({ id, ...body }) {
      await (id ? put(`${path}/${id}`, body) : post(path, body));
      await load();
    },
    async remove(id) {
      await del(`${path}/${id}`).catch(fail);
      await load();
    },
  };
}

/** One item per line, without empty ones. */
export const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
