/** @jsxImportSource hono/jsx */
import { plainPage } from '../http/plain-page.tsx';
import type { Messages } from '../mail/messages.ts';

/** For who may not come, or has a link that is none: they do not learn which. */
export const notForYouPage = ({ language, meetingLink: words }: Messages): string =>
  plainPage({
    language,
    title: words.notForYou,
    children: (
      <>
        <p role="status">{words.notForYouText}</p>
        <p>{words.otherAddress}</p>
      </>
    ),
  });

/** Where one can sign in; both lead back to where the link leads. */
export const signInPage = ({ language, meetingLink: words }: Messages, ways: { dashboard: string; portal: string }): string =>
  plainPage({
    language,
    title: words.signIn,
    children: (
      <>
        <p>{words.signInText}</p>
        <p>
          <a class="button" href={ways.portal}>
            {words.asClient}
          </a>
        </p>
        <p>
          <a class="button" href={ways.dashboard}>
            {words.asColleague}
          </a>
        </p>
      </>
    ),
  });
