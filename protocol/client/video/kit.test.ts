// @vitest-environment happy-dom

import RealtimeKit from '@cloudflare/realtimekit';
import { setupStubs } from '@cloudflare/realtimekit/mock';
import { expect, test } from 'vitest';
import { PRESETS } from '../../../worker/video/presets.ts';

class Node {
  connect() {}
  disconnect() {}
}
(globalThis as any).AudioContext = class {
  state = 'running';
  createAnalyser() {
    return { ...new Node(), connect() {}, frequencyBinCount: 1, getByteFrequencyData() {} };
  }
  createMediaStreamSource() {
    return { connect() {}, disconnect() {} };
  }
  close() {
    return Promise.resolve();
  }
  resume() {
    return Promise.resolve();
  }
};
process.on('uncaughtException', (e) => console.log('UNC', e.message, String(e.stack).split('\n').slice(1, 9).join('\n')));
(globalThis as any).RTCRtpReceiver = class {
  static getCapabilities() {
    return { codecs: [], headerExtensions: [] };
  }
};
(globalThis as any).RTCRtpSender = (globalThis as any).RTCRtpReceiver;
Object.defineProperty(navigator, 'mediaDevices', {
  configurable: true,
  value: { enumerateDevices: async () => [], addEventListener() {}, removeEventListener() {} },
});
test('mock', async () => {
  setupStubs({
    peerId: 'self',
    mockParticipants: [{ peerId: 'p1', displayName: 'Grace', stageStatus: 1, customParticipantId: 'o_grace', userId: 'x' } as any],
  });
  window.fetch = (async (url: any, init: any) => {
    const u = String(url?.url ?? url);
    console.log('FETCH', u);
    const data = u.includes('participant-details')
      ? {
          data: {
            participant: { id: 'u1', name: 'Ada', custom_participant_id: 'o_ada', organization_id: 'o', picture: '' },
            preset: { ...PRESETS.host, id: 'x' },
            meeting: { title: 't' },
            socket: { base_uri: 'realtime.cloudflare.com' },
          },
        }
      : u.includes('iceservers')
        ? { success: true, iceServers: [] }
        : {};
    return new Response(JSON.stringify(data), { status: 200, headers: { 'content-type': 'application/json' } });
  }) as any;
  const token = `eyJh.${btoa(JSON.stringify({ orgId: 'o', meetingId: 'm', participantId: 'p' }))}.s`;
  const client = await RealtimeKit.init({
    authToken: token,
    defaults: { audio: false, video: false },
    modules: {
      devTools: { logs: true },
      tracing: false,
      pip: false,
      chat: false,
      poll: false,
      plugin: false,
      recording: false,
      livestream: false,
      connectedMeetings: false,
      internals: false,
      theme: false,
    },
  });
  console.log(client.self.roomState);
  client.participants.joined.on('participantJoined', (p) => console.log('joined', p.id, p.customParticipantId));
  client.self.on('*', (e, ...a) => console.log('SELF', e));
  client.meta.on('*', (e, ...a) => console.log('META', e, JSON.stringify(a)));
  await client.join();
  console.log(
    client.self.roomState,
    client.self.stageStatus,
    client.self.customParticipantId,
    client.participants.joined.toArray().map((p) => [p.id, p.customParticipantId, p.videoEnabled]),
  );
  await client.leave();
  console.log(client.self.roomState);
}, 20000);
