/** What the composer offers behind a sign: canned responses behind a slash, colleagues behind an @. */
import { AtSign, MessageSquareText } from 'lucide-preact';
import type { CannedResponse } from '../../protocol/api.ts';
import { askedFor, filled, inserted, matching, type Names } from './canned.ts';
import type { Suggestions } from './composer.tsx';
import { type Named, namedLike, personAskedFor, withName } from './mentions.ts';
import { t } from './texts.ts';

export const cannedSuggestions = (responses: CannedResponse[], names: () => Names): Suggestions => ({
  id: 'canned',
  label: t('canned'),
  none: t('cannedNone'),
  icon: <MessageSquareText aria-hidden="true" />,
  asked: askedFor,
  find: (asked) =>
    matching(responses, asked).map(({ id, shortcut, text: response }) => ({
      key: id,
      title: `/${shortcut}`,
      more: response,
      into: (text, caret) => inserted(text, caret, filled(response, names())),
    })),
});

export const peopleSuggestions = (people: (Named & { email?: string })[]): Suggestions => ({
  id: 'people',
  label: t('mention'),
  none: t('mentionNone'),
  icon: <AtSign aria-hidden="true" />,
  asked: personAskedFor,
  find: (asked) =>
    namedLike(people, asked).map(({ id, name, email }) => ({
      key: id,
      title: name,
      ...(email ? { more: email } : {}),
      into: (text, caret) => withName(text, caret, name),
    })),
});
