/** The guides: steps in order, each a text (its key) and perhaps code, with the account's own address and site key in it. */
import type en from './en.json';

export const GUIDES = ['plain', 'spa', 'portal', 'csp', 'cms', 'consent', 'identity'] as const;
export type Guide = (typeof GUIDES)[number];

export interface Step {
  text: keyof typeof en;
  /** Heading above the text. */
  title?: keyof typeof en;
  /** What the code is in, as its name; it is the same in every language. */
  name?: string;
  code?: string;
}

/** Where a site's line leads: Foyer's address and the site's key. */
export interface Place {
  snippet: string;
  host: string;
  key: string;
}

/** The parts of an embed line. */
export function placeOf(snippet: string, key: string): Place {
  const [, host = ''] = /src="([^"]+)\/w\.js"/.exec(snippet) ?? [];
  return { snippet, host, key };
}

const withAttribute = ({ snippet }: Place, attribute: string): string => snippet.replace('></script>', ` ${attribute}></script>`);

/** Calls may come before the file is there: this keeps them. */
const STUB = `<script>
  window.Foyer = window.Foyer || function () { (Foyer.q = Foyer.q || []).push(arguments); };
</script>`;

const GUIDE: Record<Guide, (place: Place) => Step[]> = {
  plain: ({ snippet, host, key }) => [
    { text: 'plain_line', name: 'HTML', code: snippet },
    { text: 'plain_test' },
    {
      text: 'plain_script',
      name: 'JavaScript',
      code: `const line = document.createElement('script');
line.src = '${host}/w.js';
line.dataset.site = '${key}';
document.head.append(line);`,
    },
    {
      text: 'plain_api',
      name: 'HTML',
      code: `${STUB}
<button onclick="Foyer('open')">Chat with us</button>
<button onclick="Foyer('prefill', 'I have a question about delivery.')">Ask about delivery</button>`,
    },
  ],
  spa: ({ snippet }) => [
    { text: 'spa_line', name: 'index.html', code: `${STUB}\n${snippet}` },
    { text: 'spa_pages' },
    {
      text: 'spa_calls',
      name: 'JavaScript',
      code: `// After a sign-in; see the guide on identity for the proof.
Foyer('identify', { id, hmac, name, email });
// What operators should see, and what greetings may ask for.
Foyer('attributes', { plan: 'pro', basket: '3 items' });
Foyer('track', 'added to cart', { item: 'lamp' });
// On sign-out: the widget goes until the page is loaded anew.
Foyer('destroy');`,
    },
    {
      text: 'spa_events',
      name: 'JavaScript',
      code: `const onUnread = (count) => { badge.textContent = count || ''; };
Foyer('on', 'unread', onUnread);
Foyer('off', 'unread', onUnread);`,
    },
  ],
  portal: (place) => [
    { text: 'portal_page', name: 'HTML', code: withAttribute(place, 'data-listing="home-07"') },
    { text: 'portal_spa', name: 'JavaScript', code: `Foyer('listing', 'home-07');\nFoyer('listing', '');  // a page that is nobody's` },
    {
      text: 'portal_bulk',
      name: 'CSV',
      code: `key,name,url,advertiser,operators
home-07,House by the lake,https://portal.example/homes/07*,North Estates,ann@north.example
home-08,Flat in town,https://portal.example/homes/08*,South Homes,bob@south.example`,
    },
    {
      text: 'portal_signed',
      name: 'Node.js',
      code: `import { createHmac } from 'node:crypto';

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const data = part({ alg: 'HS256', typ: 'JWT' }) + '.' + part({ listing: 'home-07', name: 'House by the lake' });
const signature = createHmac('sha256', process.env.FOYER_SECRET).update(data).digest('base64url');
const listing = data + '.' + signature;  // goes into data-listing`,
    },
  ],
  csp: ({ host, snippet }) => [
    {
      text: 'csp_header',
      name: 'Content-Security-Policy',
      code: [`script-src ${host}`, `connect-src ${host} ${host.replace(/^http/, 'ws')}`, `img-src ${host} blob:`, `media-src ${host}`].join(
        '; ',
      ),
    },
    { text: 'csp_rest' },
    { text: 'csp_line', name: 'HTML', code: snippet },
  ],
  cms: ({ snippet, host, key }) => [
    {
      title: 'cms_wordpress',
      text: 'cms_wordpressText',
      name: 'functions.php',
      code: `add_action('wp_footer', function () {
    echo '${snippet}';
});`,
    },
    { title: 'cms_shopify', text: 'cms_shopifyText', name: 'theme.liquid', code: snippet },
    { title: 'cms_wix', text: 'cms_wixText', name: 'HTML', code: snippet },
    {
      title: 'cms_other',
      text: 'cms_otherText',
      name: 'HTML',
      code: `<script>
  (function () {
    var line = document.createElement('script');
    line.src = '${host}/w.js';
    line.setAttribute('data-site', '${key}');
    document.head.appendChild(line);
  })();
</script>`,
    },
  ],
  consent: (place) => [
    { text: 'consent_line', name: 'HTML', code: withAttribute(place, 'data-consent="required"') },
    { text: 'consent_chat' },
    {
      text: 'consent_banner',
      name: 'JavaScript',
      code: `Foyer('consent', true);   // agreed\nFoyer('consent', false);  // declined, or taken back`,
    },
    { text: 'consent_data' },
  ],
  identity: () => [
    { text: 'identity_secret' },
    {
      title: 'identity_server',
      text: 'identity_serverText',
      name: 'Node.js',
      code: `import { createHmac } from 'node:crypto';

const hmac = createHmac('sha256', process.env.FOYER_SECRET).update(user.id).digest('hex');`,
    },
    { text: 'identity_php', name: 'PHP', code: `<?php\n$hmac = hash_hmac('sha256', $user->id, getenv('FOYER_SECRET'));` },
    {
      text: 'identity_python',
      name: 'Python',
      code: `import hashlib, hmac, os

digest = hmac.new(os.environ["FOYER_SECRET"].encode(), user.id.encode(), hashlib.sha256).hexdigest()`,
    },
    {
      title: 'identity_page',
      text: 'identity_pageText',
      name: 'JavaScript',
      code: `Foyer('identify', { id: 'USER-ID', hmac: 'THE-HMAC', name: 'Cleo Customer', email: 'cleo@customer.example' });`,
    },
    { text: 'identity_jwt' },
  ],
};

export const stepsOf = (guide: Guide, place: Place): Step[] => GUIDE[guide](place);
