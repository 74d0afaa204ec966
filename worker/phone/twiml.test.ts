import fc from 'fast-check';
import { parseDocument } from 'htmlparser2';
import { describe, expect, it } from 'vitest';
import { dial, gather, hangUp, play, record, reject, say, twiml } from './twiml.ts';

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>';

describe('TwiML', () => {
  it('says what Twilio is to do', () => {
    expect(twiml()).toBe(`${HEAD}<Response/>`);
    expect(twiml(reject())).toBe(`${HEAD}<Response><Reject/></Response>`);
    expect(twiml(say('Hi', 'en'), record({ action: '/a', told: '/t', maxLength: 120 }), hangUp())).toBe(
      `${HEAD}<Response><Say language="en">Hi</Say><Record action="/a" maxLength="120" playBeep="true" timeout="5" recordingStatusCallback="/t"/><Hangup/></Response>`,
    );
    expect(twiml(dial('+12025550123', { action: '/a?b=1&c=2', timeout: 20, screen: '/s' }))).toBe(
      `${HEAD}<Response><Dial action="/a?b=1&amp;c=2" timeout="20" answerOnBridge="true"><Number url="/s">+12025550123</Number></Dial></Response>`,
    );
    expect(twiml(gather({ action: '/g', timeout: 5 }, play('https://x.example/a.mp3')))).toBe(
      `${HEAD}<Response><Gather input="dtmf" numDigits="1" timeout="5" action="/g"><Play>https://x.example/a.mp3</Play></Gather></Response>`,
    );
  });

  it('lets nothing out of its place', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.oneof(fc.constantFrom('<', '>', '&', '"', "'", ']]>', '\u0000', '\ud800'), fc.string()) }),
        (text) => {
          const { children } = parseDocument(twiml(dial(text, { action: text, timeout: 1 }), say(text, 'en')), { xmlMode: true });
          const response = children[1] as unknown as {
            name: string;
            children: { name: string; attribs: Record<string, string>; children: unknown[] }[];
          };
          expect(response.children.map(({ name }) => name)).toEqual(['Dial', 'Say']);
          expect(Object.keys(response.children[0]!.attribs)).toEqual(['action', 'timeout', 'answerOnBridge']);
        },
      ),
    );
  });
});
