/**
 * What operators are told by SMS. Pure. The words are of GSM's alphabet, so that an SMS stays as long as it can be; what visitors write may not
 * be.
 */
import type { TextContent, TextDecision, TextedChat } from '../contracts/desk.ts';
import { beginningOf } from '../text.ts';

/** UTF-16 code units of what is quoted: names and pages, words of a visitor in an SMS about them, words in a list. */
const NAME = 30;
const WORDS = 300;
const LINE = 40;

const EN = {
  someone: 'A visitor',
  on: ' on {page}',
  also: 'Also: {chats}. Begin your answer with the number, like "{n} Yes".',
  rules:
    'Answer this SMS to answer the visitor. With several, begin with the number: "2 Yes". #list, #close, #away, #help. STOP ends these SMS.',
  list: 'Your chats: {chats}',
  none: 'No visitor waits for an answer of yours. Nothing was sent.',
  noChats: 'You have no chats now.',
  which: 'For whom? {chats}. Send the number alone, and it goes there.',
  guess: 'Is "{text}" for {n}? Then send {n}. For another, send their number. {chats}',
  pick: 'Begin your answer with the number: "{n} Yes".',
  unknown: 'You have no chat {n}. Nothing was sent. {chats}',
  away: 'You get no new enquiries by SMS until you open the app or send #back.',
  back: 'You get new enquiries by SMS again.',
  taken: '{chat}: {by} has this chat. Your answer was not sent.',
  over: '{chat}: this chat is over. Your answer was not sent.',
  failed: '{chat}: this could not be done.',
  gone: '{chat} has left the page. Your answer waits there for them.',
  closed: '{chat}: closed.',
  pictures: 'Only words can be sent to visitors by SMS. Nothing was sent.',
  isTaken: 'a colleague has it',
  isClosed: 'over',
  code: '{code} is your code for {account}. It is good for 10 minutes. Tell it nobody.',
};

const ES: typeof EN = {
  someone: 'Un visitante',
  on: ' en {page}',
  also: 'También: {chats}. Empiece su respuesta con la cifra: "{n} Vale".',
  rules:
    'Responda a este SMS para contestar al visitante. Si hay varios, empiece con la cifra: "2 Vale". #list, #close, #away, #help. STOP: no recibir estos SMS.',
  list: 'Sus chats: {chats}',
  none: 'Nadie espera una respuesta suya. No se ha enviado nada.',
  noChats: 'Ahora no tiene chats.',
  which: '¿Para quién? {chats}. Mande solo la cifra y le llega.',
  guess: '¿"{text}" es para {n}? Mande {n}. Para otro, mande su cifra. {chats}',
  pick: 'Empiece su respuesta con la cifra: "{n} Vale".',
  unknown: 'No tiene un chat {n}. No se ha enviado nada. {chats}',
  away: 'No le llegan nuevas consultas por SMS hasta que abra la app o mande #back.',
  back: 'De nuevo le llegan consultas por SMS.',
  taken: '{chat}: {by} tiene este chat. Su respuesta no se ha enviado.',
  over: '{chat}: este chat ha terminado. Su respuesta no se ha enviado.',
  failed: '{chat}: no se ha podido hacer.',
  gone: '{chat} ya no mira la web. Su respuesta le espera ahí.',
  closed: '{chat}: cerrado.',
  pictures: 'Por SMS solo se mandan palabras a los visitantes. No se ha enviado nada.',
  isTaken: 'lo tiene otra persona',
  isClosed: 'terminado',
  code: '{code} es su clave para {account}. Vale 10 minutos. No la diga a nadie.',
};
type Key = keyof typeof EN;

/** GSM's alphabet has é, ñ and ü, but not these. */
const plain = (text: string): string => text.replaceAll('í', 'i').replaceAll('ó', 'o').replaceAll('á', 'a').replaceAll('ú', 'u');

function say(language: string, key: Key, values: Record<string, string | number> = {}): string {
  const spoken = language.slice(0, 2) === 'es' ? plain(ES[key]) : EN[key];
  return spoken.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

const cut = (text: string, length: number): string => {
  const one = text.replace(/[^\S\n]+/g, ' ').trim();
  return one.length > length ? `${beginningOf(one, length - 3)}...` : one;
};

const nameOf = (language: string, { name }: TextedChat): string => cut(name, NAME) || say(language, 'someone');

/** Chats with their numbers, as few words as tell them apart. */
function listed(language: string, chats: TextedChat[], words: boolean): string {
  const what = ({ state, last }: TextedChat): string => {
    if (state === 'taken') return ` (${say(language, 'isTaken')})`;
    if (state === 'closed') return ` (${say(language, 'isClosed')})`;
    return words && last ? `: ${cut(last.replaceAll('\n', ' '), LINE)}` : '';
  };
  return chats.map((chat) => `${chat.n} ${nameOf(language, chat)}${what(chat)}`).join(words ? '\n' : ', ');
}

/** What a visitor wrote. The number is told as soon as there are several. */
export function contentText(language: string, { chat, text, from, others, rules }: TextContent): string {
  const number = others.length > 0 ? `${chat.n} ` : '';
  const page = from ? cut([from.site, from.page].filter(Boolean).join(', '), 2 * NAME) : '';
  const lines = [`${number}${nameOf(language, chat)}${page && say(language, 'on', { page })}: ${cut(text, WORDS)}`];
  if (from && others.length > 0) lines.push(say(language, 'also', { chats: listed(language, others, false), n: chat.n }));
  if (rules) lines.push(say(language, 'rules'));
  return lines.join('\n');
}

/** What an operator is told of an SMS that went to no visitor. */
export function tellingText(language: string, telling: Extract<TextDecision, { do: 'tell' }>): string {
  const { chats } = telling;
  const list = listed(language, chats, false);
  switch (telling.what) {
    case 'help':
      return say(language, 'rules');
    case 'list':
      return chats.length > 0 ? say(language, 'list', { chats: `\n${listed(language, chats, true)}` }) : say(language, 'noChats');
    case 'which': {
      const { guess } = telling;
      if (!guess) return say(language, 'which', { chats: list });
      return say(language, 'guess', { text: cut(guess.text, LINE), n: guess.n, chats: list });
    }
    case 'unknown':
      return say(language, 'unknown', { n: telling.n, chats: list });
    case 'pick':
      return say(language, 'pick', { n: telling.n });
    default:
      return say(language, telling.what);
  }
}

/** What became of an answer. `by`: whose the chat is. */
export const outcomeText = (language: string, what: 'taken' | 'over' | 'failed' | 'gone' | 'closed', chat: TextedChat, by = ''): string =>
  say(language, what, { chat: `${chat.n} ${nameOf(language, chat)}`, by: cut(by, NAME) });

export const picturesText = (language: string): string => say(language, 'pictures');
export const codeText = (language: string, code: string, account: string): string =>
  say(language, 'code', { code, account: cut(account, NAME) });
