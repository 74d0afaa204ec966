/** An id for what this page makes: a command, an end of a connection. Pages that are not secure have no `randomUUID`. */
export const newId = (): string => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;
