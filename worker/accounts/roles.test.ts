import { expect, test } from 'vitest';
import { mayGrant, memberChange } from './roles.ts';

test('only owners make owners, operators make nobody', () => {
  expect([mayGrant('owner', 'owner'), mayGrant('admin', 'owner'), mayGrant('operator', 'operator')]).toEqual([true, false, false]);
  expect([mayGrant('admin', 'admin'), mayGrant('admin', 'operator')]).toEqual([true, true]);
});

test('admins neither change nor remove owners', () => {
  expect(memberChange('admin', 'owner', 'operator', 2)).toBe('forbidden');
  expect(memberChange('admin', 'owner', null, 2)).toBe('forbidden');
  expect(memberChange('admin', 'operator', null, 1)).toBe(null);
});

test('the last owner stays one', () => {
  expect(memberChange('owner', 'owner', 'admin', 1)).toBe('last_owner');
  expect(memberChange('owner', 'owner', null, 1)).toBe('last_owner');
  expect(memberChange('owner', 'owner', 'owner', 1)).toBe(null);
  expect(memberChange('owner', 'owner', null, 2)).toBe(null);
});
