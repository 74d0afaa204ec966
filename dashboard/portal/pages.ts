/** The pages of the portal, in the order in which they stand in its navigation. The first one opens at the portal's own address. */
import { computed, type ReadonlySignal } from '@preact/signals';
import { BriefcaseBusiness, MessagesSquare, Search, UserRound } from 'lucide-preact';
import type { ComponentType } from 'preact';
import { lazy } from 'preact-iso';
import { rooms } from './desk.ts';
import { t } from './texts.ts';

/** What is unread in rooms of matters, or in all others: nothing counts twice. */
const unreadIn = (matters: boolean) =>
  computed(() =>
    [...rooms.value.values()].reduce((sum, { client, unread }) => sum + ((client.matter !== undefined) === matters ? unread : 0), 0),
  );

export interface PortalPage {
  /** First part of its address below the portal. */
  path: string;
  label: () => string;
  icon: ComponentType<{ 'aria-hidden'?: 'true' }>;
  /** Loaded when it is opened: the first load has a budget. Reads what follows in the address from `useRoute().params.rest`. */
  page: ComponentType;
  /** Something new on the page, and what that is called for those who do not see the number. */
  badge?: { count: ReadonlySignal<number>; label: (count: number) => string };
}

export const PAGES: readonly PortalPage[] = [
  {
    path: 'rooms',
    label: () => t('rooms'),
    icon: MessagesSquare,
    page: lazy(() => import('./rooms/page.tsx')),
    badge: { count: unreadIn(false), label: (count) => t('unread', { count }) },
  },
  {
    path: 'matters',
    label: () => t('matters'),
    icon: BriefcaseBusiness,
    page: lazy(() => import('./matters/page.tsx')),
    badge: { count: unreadIn(true), label: (count) => t('unread', { count }) },
  },
  { path: 'search', label: () => t('search'), icon: Search, page: lazy(() => import('./search.tsx')) },
  { path: 'me', label: () => t('me'), icon: UserRound, page: lazy(() => import('./me.tsx')) },
];
