/** Answers to STOP, START and HELP, where the provider gives none. Each fits one SMS of GSM's alphabet. */
import type { OptWord } from '../../protocol/opt-out.ts';

const TEXTS: Record<string, Record<OptWord, string>> = {
  en: {
    stop: 'You get no more messages from this number. Reply START to get them again.',
    start: 'You get messages from this number again. Reply STOP to end them, HELP for help.',
    help: 'You write with {account}. Reply STOP to get no more messages. Message and data rates may apply.',
  },
  es: {
    stop: 'Ya no le enviaremos mensajes desde este teléfono. Responda START para recibirlos de nuevo.',
    start: 'De nuevo le enviaremos mensajes desde este teléfono. Responda STOP para no recibirlos.',
    help: 'Escribe con {account}. Responda STOP para no recibir mensajes.',
  },
};

/** What is answered, in a number's language. */
export function optText(word: OptWord, language: string, account: string): string {
  const texts = TEXTS[language.slice(0, 2)] ?? TEXTS.en!;
  return texts[word].replace('{account}', account.slice(0, 40));
}
