/** Words of an exported room, in the languages of the dashboard. */
import type { Entry } from '../../protocol/entries.ts';

interface Texts {
  exported: (by: string, at: string) => string;
  people: string;
  deleted: string;
  edited: string;
  status: string;
  byMail: string;
  reply: string;
  system: string;
  somebody: string;
  events: {
    created: (by: string, name: string) => string;
    renamed: (by: string, name: string) => string;
    added: (by: string, names: string) => string;
    removed: (by: string, names: string) => string;
    left: (by: string) => string;
    archived: (by: string, on: boolean) => string;
    assigned: (by: string, name: string) => string;
    call_started: (by: string) => string;
    call_ended: (minutes: number) => string;
    call_missed: () => string;
  };
}

const en: Texts = {
  exported: (by, at) => `Exported by ${by}, ${at}`,
  people: 'In the room',
  deleted: 'Message deleted',
  edited: 'edited',
  status: 'Status',
  byMail: 'by email',
  reply: 'In reply to a message',
  system: 'Foyer',
  somebody: 'Somebody',
  events: {
    created: (by, name) => `${by} made the room “${name}”`,
    renamed: (by, name) => `${by} named the room “${name}”`,
    added: (by, names) => `${by} added ${names}`,
    removed: (by, names) => `${by} removed ${names}`,
    left: (by) => `${by} left`,
    archived: (by, on) => (on ? `${by} archived the room` : `${by} took the room out of the archive`),
    assigned: (by, name) => `${by} assigned the room to ${name}`,
    call_started: (by) => `${by} began a call`,
    call_ended: (minutes) => `End of the call, ${minutes} min`,
    call_missed: () => 'Missed call',
  },
};

const es: Texts = {
  exported: (by, at) => `Exportado por ${by}, ${at}`,
  people: 'En la sala',
  deleted: 'Mensaje borrado',
  edited: 'editado',
  status: 'Estado',
  byMail: 'por correo',
  reply: 'En respuesta a un mensaje',
  system: 'Foyer',
  somebody: 'Alguien',
  events: {
    created: (by, name) => `${by} creó la sala «${name}»`,
    renamed: (by, name) => `${by} llamó a la sala «${name}»`,
    added: (by, names) => `${by} añadió a ${names}`,
    removed: (by, names) => `${by} quitó a ${names}`,
    left: (by) => `${by} salió`,
    archived: (by, on) => (on ? `${by} archivó la sala` : `${by} sacó la sala del archivo`),
    assigned: (by, name) => `${by} asignó la sala a ${name}`,
    call_started: (by) => `${by} empezó una llamada`,
    call_ended: (minutes) => `Fin de la llamada, ${minutes} min`,
    call_missed: () => 'Llamada perdida',
  },
};

export type ExportLanguage = 'en' | 'es';
export const textsFor = (language: ExportLanguage): Texts => ({ en, es })[language];

/** What an entry that is no message says; null for what needs no line. */
export function eventText({ events }: Texts, entry: Entry, nameOf: (person: string) => string): string | null {
  const by = nameOf(entry.by);
  switch (entry.kind) {
    case 'created':
    case 'renamed':
      return 'name' in entry ? events[entry.kind](by, entry.name) : null;
    case 'added':
    case 'removed':
      return events[entry.kind](by, entry.people.map(nameOf).join(', '));
    case 'call_started':
      return events.call_started(by);
    case 'call_ended':
      return events.call_ended(Math.ceil(entry.seconds / 60));
    case 'call_missed':
      return events.call_missed();
    case 'left':
      return events.left(by);
    case 'archived':
      return events.archived(by, entry.on);
    case 'assigned':
      return events.assigned(by, nameOf(entry.to));
    default:
      return null;
  }
}
