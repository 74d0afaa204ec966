/** Of Cloudflare's SDK only what is used: the rest would be eight times as much. Loaded when the first meeting is made. */
export { BaseActiveSession } from 'cloudflare/resources/realtime-kit/active-session';
export { BaseMeetings } from 'cloudflare/resources/realtime-kit/meetings';
export { BasePresets } from 'cloudflare/resources/realtime-kit/presets';
export { BaseWebhooks } from 'cloudflare/resources/realtime-kit/webhooks';
export { createClient } from 'cloudflare/tree-shakable';
