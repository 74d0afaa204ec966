import { useEffect, useState } from 'preact/hooks';
import type { Group } from '../../protocol/api.ts';
import { LANGUAGES, type Routing, type RoutingRule } from '../../protocol/site-settings.ts';
import { Button, SelectField, Switch, styles, TextField } from '../design/controls.tsx';
import { toast } from '../design/toasts.tsx';
import { get } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import s from './settings.module.css';
import { t } from './texts.ts';

const METHODS = ['all', 'round_robin', 'least_busy'] as const;

/** The rule with one condition changed; an empty one is none. */
function withCondition(rule: RoutingRule, name: 'page' | 'language' | 'country', value: string): RoutingRule {
  const { [name]: _before, ...rest } = rule;
  return value ? { ...rest, [name]: value } : rest;
}

/** Who is asked to take a chat, and in what order. */
export function RoutingEditor({ routing, onChange }: { routing: Routing; onChange: (routing: Routing) => void }) {
  const [groups, setGroups] = useState<Group[]>([]);
  useEffect(() => {
    get<Group[]>('/groups').then(setGroups, (error) => toast(errorText(error)));
  }, []);
  const change = (part: Partial<Routing>) => onChange({ ...routing, ...part });
  const changeRule = (at: number, rule: RoutingRule) => change({ rules: routing.rules.map((one, index) => (index === at ? rule : one)) });
  const names = new Intl.DisplayNames(undefined, { type: 'language' });
  return (
    <section class={styles.card}>
      <h2>{t('routing')}</h2>
      <SelectField
        label={t('method')}
        hint={t(`method_${routing.method}Hint`)}
        value={routing.method}
        onValue={(method) => change({ method: method as Routing['method'] })}
        options={METHODS.map((method) => [method, t(`method_${method}`)] as const)}
      />
      <TextField
        label={t('limit')}
        hint={t('limitHint')}
        type="number"
        min={0}
        max={100}
        value={String(routing.limit)}
        onValue={(limit) => change({ limit: Number(limit) })}
      />
      <TextField
        label={t('step')}
        type="number"
        min={5}
        max={600}
        value={String(routing.step)}
        onValue={(step) => change({ step: Number(step) })}
      />
      <h3>{t('rules')}</h3>
      <p class={styles.hint}>{t('rulesHint')}</p>
      {routing.rules.map((rule, index) => (
        <fieldset class={s.rule} key={index}>
          <legend class={styles.label}>{t('rule', { number: index + 1 })}</legend>
          <TextField
            label={t('rulePage')}
            placeholder="https://shop.example/prices*"
            maxLength={200}
            value={rule.page ?? ''}
            onValue={(page) => changeRule(index, withCondition(rule, 'page', page.trim()))}
          />
          <div class={s.line}>
            <SelectField
              label={t('ruleLanguage')}
              value={rule.language ?? ''}
              onValue={(language) => changeRule(index, withCondition(rule, 'language', language))}
              options={[['', t('any')], ...LANGUAGES.map((tag) => [tag, names.of(tag) ?? tag] as const)]}
            />
            <TextField
              label={t('ruleCountry')}
              placeholder="US"
              maxLength={2}
              pattern="[A-Za-z]{2}"
              value={rule.country ?? ''}
              onValue={(country) => changeRule(index, withCondition(rule, 'country', country.toUpperCase()))}
            />
          </div>
          <fieldset class={s.rule}>
            <legend class={styles.label}>{t('ruleGroups')}</legend>
            {groups.map(({ id, name }) => (
              <Switch
                key={id}
                label={name}
                checked={rule.groups.includes(id)}
                onChange={(on) =>
                  changeRule(index, { ...rule, groups: on ? [...rule.groups, id] : rule.groups.filter((one) => one !== id) })
                }
              />
            ))}
          </fieldset>
          <div>
            <Button look="quiet" onClick={() => change({ rules: routing.rules.filter((_, at) => at !== index) })}>
              {t('remove')}
            </Button>
          </div>
        </fieldset>
      ))}
      {groups.length > 0 ? (
        <div>
          <Button onClick={() => change({ rules: [...routing.rules, { groups: [groups[0]!.id] }] })}>{t('addRule')}</Button>
        </div>
      ) : (
        <p>
          <a href="/app/settings/groups">{t('rulesNeedGroups')}</a>
        </p>
      )}
    </section>
  );
}
