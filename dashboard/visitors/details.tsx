import { X } from 'lucide-preact';
import { useEffect, useRef } from 'preact/hooks';
import type { VisitorDetails } from '../../protocol/visitors.ts';
import { Button, IconButton } from '../design/controls.tsx';
import { clock, lasting } from '../design/time.ts';
import { t } from './texts.ts';
import s from './visitors.module.css';
import { languageOf, nameOf, placeOf } from './words.ts';

export const DETAILS = 'visitor-details';

interface Props {
  details: VisitorDetails;
  /** They have left: this is what was known last. */
  left: boolean;
  onClose: () => void;
  onInvite: () => void;
}

/** Everything known of one visitor, live, below the list. */
export function Details({ details, left, onClose, onInvite }: Props) {
  const { id, page, referrer, visits, since, pages, attributes, events, listing, email, device, tabs } = details;
  const heading = useRef<HTMLHeadingElement>(null);
  // Who opens them by keyboard goes on reading here.
  useEffect(() => heading.current?.focus(), [id]);
  const facts: [label: string, value: string][] = [
    [t('email'), email ?? ''],
    [t('listing'), listing?.name ?? ''],
    [t('page'), page.url],
    [t('referrer'), referrer || t('direct')],
    [t('place'), placeOf(details)],
    [t('language'), languageOf(details)],
    [t('device'), device.name],
    [t('visits'), `${visits} · ${t('tabs', { count: tabs })}`],
    [t('time'), lasting(since)],
    [
      t('attributes'),
      Object.entries(attributes)
        .map(([key, value]) => `${key}: ${value}`)
        .join(', '),
    ],
    [t('events'), events?.map(({ name }) => name).join(', ') ?? ''],
  ];
  return (
    <section
      id={DETAILS}
      class={s.details}
      aria-label={t('detailsOf', { name: nameOf(details) })}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <div class={s.detailsBar}>
        <h2 ref={heading} tabIndex={-1}>
          {nameOf(details)}
        </h2>
        {left ? <span class={s.muted}>{t('left')}</span> : null}
        <Button small disabled={left} onClick={onInvite}>
          {t('chat')}
        </Button>
        <IconButton small label={t('close')} onClick={onClose}>
          <X aria-hidden="true" />
        </IconButton>
      </div>
      <div class={s.facts}>
        <dl>
          {facts.map(([label, value]) =>
            value ? (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ) : null,
          )}
        </dl>
        <div>
          <h3>{t('pages')}</h3>
          <ol>
            {pages.toReversed().map(({ url, title, at }) => (
              <li key={at}>
                <time class={s.muted}>{clock(at)}</time> <span title={url}>{title || url}</span>
              </li>
            ))}
          </ol>
        </div>
      </div>
    </section>
  );
}
