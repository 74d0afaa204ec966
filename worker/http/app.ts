import { Hono } from 'hono';
import { deadLetterRoutes } from '../accounts/dead-letter-routes.ts';
import { entryRoutes } from '../accounts/entry-routes.ts';
import { invitationRoutes } from '../accounts/invitation-routes.ts';
import { memberRoutes } from '../accounts/member-routes.ts';
import { passkeyRoutes } from '../accounts/passkey-routes.ts';
import { passwordRoutes } from '../accounts/password-routes.ts';
import { photoRoutes } from '../accounts/photo-routes.ts';
import { profileRoutes } from '../accounts/profile-routes.ts';
import { secondFactorRoutes } from '../accounts/second-factor-routes.ts';
import { secondStepRoutes } from '../accounts/second-step-routes.ts';
import { sessionRoutes } from '../accounts/session-routes.ts';
import { actionRoutes } from '../chats/action-routes.ts';
import { clientRoomRoutes } from '../chats/client-routes.ts';
import { operatorSocketRoutes } from '../chats/operator-routes.ts';
import { teamRoutes } from '../chats/team-routes.ts';
import { visitorRoutes } from '../chats/visitor-routes.ts';
import { searchRoutes } from '../desk/search-routes.ts';
import { demoDataRoutes } from '../dev/demo-data.ts';
import { seedRoutes } from '../dev/seed.ts';
import { exportRoutes } from '../export/routes.ts';
import { fileRoutes } from '../files/routes.ts';
import { mailDevRoutes } from '../mail/dev-routes.ts';
import { heldMailRoutes } from '../mail/inbound/held-routes.ts';
import { muteRoutes } from '../mail/mute-routes.ts';
import { unsubscribeRoutes } from '../mail/unsubscribe-routes.ts';
import { portalMatterRoutes } from '../matters/portal-routes.ts';
import { matterRoutes } from '../matters/routes.ts';
import { meetingLinkRoutes, meetingRoutes, portalMeetingRoutes } from '../meetings/routes.ts';
import { phoneCallRoutes } from '../phone/call-routes.ts';
import { contactRoutes } from '../phone/contact-routes.ts';
import { phoneDevRoutes } from '../phone/dev-routes.ts';
import { phoneHookRoutes } from '../phone/hook-routes.ts';
import { mobileRoutes } from '../phone/mobile-routes.ts';
import { numberRoutes } from '../phone/number-routes.ts';
import { smsRoutes } from '../phone/sms-routes.ts';
import { activationRoutes } from '../portal/activation-routes.ts';
import { clientRoutes } from '../portal/client-routes.ts';
import { portalEntryRoutes } from '../portal/entry-routes.ts';
import { portalHosts } from '../portal/host.ts';
import { logoRoutes } from '../portal/logo-routes.ts';
import { manifestRoutes } from '../portal/manifest-routes.ts';
import { portalMeRoutes } from '../portal/me-routes.ts';
import { portalPageRoutes } from '../portal/page.ts';
import { portalRoomRoutes } from '../portal/room-routes.ts';
import { portalSettingsRoutes } from '../portal/settings-routes.ts';
import { pushRoutes } from '../push/routes.ts';
import { blockRoutes } from '../sites/block-routes.ts';
import { cannedRoutes } from '../sites/canned-routes.ts';
import { categoryRoutes } from '../sites/category-routes.ts';
import { groupRoutes } from '../sites/group-routes.ts';
import { listingRoutes } from '../sites/listing-routes.ts';
import { siteRoutes } from '../sites/site-routes.ts';
import { statisticsRoutes } from '../statistics/routes.ts';
import { hostBroadcastRoutes, viewerBroadcastRoutes } from '../video/broadcast-routes.ts';
import { clientIceRoutes, operatorIceRoutes, visitorIceRoutes } from '../video/ice-routes.ts';
import { clientPlaceRoutes, hostPlaceRoutes, operatorPlaceRoutes, viewerPlaceRoutes } from '../video/place-routes.ts';
import { passOn } from '../video/telling.ts';
import { meetingHookRoutes } from '../video/webhook-routes.ts';
import type { AppEnv } from './context.ts';
import { frontRoutes } from './front.ts';
import { safeHeaders } from './headers.ts';
import { sameOrigin } from './origin.ts';
import { onError, problem } from './problems.ts';

const phoneHooks = phoneHookRoutes();

/** Every address of the Worker that is not a built file. */
export const app = new Hono<AppEnv>()
  .use(safeHeaders)
  .use(portalHosts)
  .use('/api/*', sameOrigin)
  .route('/', frontRoutes)
  .route('/portal', portalPageRoutes)
  .route('/w/v1', visitorRoutes)
  .route('/w/v1', visitorIceRoutes)
  .route('/w/v1', viewerBroadcastRoutes)
  .route('/w/v1', viewerPlaceRoutes)
  .route('/f', photoRoutes)
  .route('/f', logoRoutes)
  .route('/', fileRoutes)
  .route('/hooks', meetingHookRoutes(passOn))
  .route('/unsubscribe', unsubscribeRoutes)
  .route('/m', meetingLinkRoutes)
  .route('/hooks/phone', phoneHooks)
  .route('/dev', mailDevRoutes)
  .route('/dev', phoneDevRoutes(phoneHooks))
  .route('/dev', seedRoutes)
  .route('/dev', demoDataRoutes)
  .route('/api', operatorSocketRoutes)
  .route('/api', meetingRoutes)
  .route('/api', entryRoutes)
  .route('/api', passwordRoutes)
  .route('/api', secondStepRoutes)
  .route('/api', secondFactorRoutes)
  .route('/api', passkeyRoutes)
  .route('/api/me/mobile', mobileRoutes())
  .route('/api', profileRoutes)
  .route('/api', actionRoutes)
  .route('/api/team-rooms', teamRoutes)
  .route('/api/sms-rooms', smsRoutes)
  .route('/api/phone/calls', phoneCallRoutes())
  .route('/api/client-rooms', exportRoutes)
  .route('/api/client-rooms', clientRoomRoutes)
  .route('/api/sessions', sessionRoutes)
  .route('/api/members', memberRoutes)
  .route('/api/invitations', invitationRoutes)
  .route('/api/sites', listingRoutes)
  .route('/api/sites', blockRoutes)
  .route('/api/sites', hostBroadcastRoutes)
  .route('/api/sites', hostPlaceRoutes)
  .route('/api/sites', siteRoutes)
  .route('/api/categories', categoryRoutes)
  .route('/api/groups', groupRoutes)
  .route('/api/canned', cannedRoutes)
  .route('/api/push', pushRoutes())
  .route('/api/search', searchRoutes)
  .route('/api/statistics', statisticsRoutes)
  .route('/api/video', operatorIceRoutes)
  .route('/api/rooms', operatorPlaceRoutes)
  .route('/api/dead-letters', deadLetterRoutes)
  .route('/api/held-mails', heldMailRoutes)
  .route('/api/mail-mutes', muteRoutes)
  .route('/api/clients', clientRoutes)
  .route('/api/contacts', contactRoutes)
  .route('/api/numbers', numberRoutes)
  .route('/api/matters', matterRoutes)
  .route('/api/portal-settings', portalSettingsRoutes)
  .route('/api/portal/:account', portalEntryRoutes)
  .route('/api/portal/:account', manifestRoutes)
  .route('/api/portal/:account', portalMeRoutes)
  .route('/api/portal/:account/matters', portalMatterRoutes)
  .route('/api/portal/:account', portalRoomRoutes)
  .route('/api/portal/:account', portalMeetingRoutes)
  .route('/api/portal/:account', clientIceRoutes)
  .route('/api/portal/:account/rooms', clientPlaceRoutes)
  .route('/api/portal/:account/activation', activationRoutes);

app.notFound(() => problem('not_found'));
app.onError(onError);
