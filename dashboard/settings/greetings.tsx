import type { GreetingRule, SiteSettings } from '../../protocol/site-settings.ts';
import { AreaField, Button, SelectField, styles, TextField } from '../design/controls.tsx';
import s from './settings.module.css';
import { t } from './texts.ts';

type Optional = 'page' | 'visits' | 'attribute' | 'event';

/** The rule with one condition changed; an empty one is none. */
function withCondition<K extends Optional>(rule: GreetingRule, name: K, value: GreetingRule[K] | undefined): GreetingRule {
  const { [name]: _before, ...rest } = rule;
  return { ...(rest as unknown as GreetingRule), ...(value === undefined ? {} : { [name]: value }) };
}

const newRule = (): GreetingRule => ({
  id: Math.random().toString(36).slice(2, 10),
  text: t('greetingNew'),
  once: 'visit',
  after: 20,
  since: 'page',
});

/** Greetings that show by themselves, and when. */
export function GreetingsEditor({
  rules,
  onChange,
}: {
  rules: SiteSettings['greetings'];
  onChange: (rules: SiteSettings['greetings']) => void;
}) {
  const change = (at: number, rule: GreetingRule) => onChange(rules.map((one, index) => (index === at ? rule : one)));
  return (
    <section class={styles.card}>
      <h2>{t('greetings')}</h2>
      <p class={styles.hint}>{t('greetingsHint')}</p>
      {rules.map((rule, index) => (
        <Rule
          key={rule.id}
          rule={rule}
          number={index + 1}
          onChange={(next) => change(index, next)}
          onRemove={() => onChange(rules.filter((_, at) => at !== index))}
        />
      ))}
      <div>
        <Button onClick={() => onChange([...rules, newRule()])}>{t('addGreeting')}</Button>
      </div>
    </section>
  );
}

interface RuleProps {
  rule: GreetingRule;
  number: number;
  onChange: (rule: GreetingRule) => void;
  onRemove: () => void;
}

function Rule({ rule, number, onChange, onRemove }: RuleProps) {
  const { attribute } = rule;
  return (
    <fieldset class={s.rule}>
      <legend class={styles.label}>{t('greetingRule', { number })}</legend>
      <AreaField
        label={t('greetingText')}
        rows={2}
        required
        maxLength={500}
        value={rule.text}
        onValue={(text) => onChange({ ...rule, text })}
      />
      <div class={s.line}>
        <TextField
          label={t('greetingAfter')}
          type="number"
          required
          min={0}
          max={86_400}
          value={String(rule.after)}
          onValue={(after) => onChange({ ...rule, after: Number(after) })}
        />
        <SelectField
          label={t('greetingSince')}
          value={rule.since}
          onValue={(since) => onChange({ ...rule, since: since as GreetingRule['since'] })}
          options={(['page', 'site'] as const).map((since) => [since, t(`greetingSince_${since}`)] as const)}
        />
        <SelectField
          label={t('greetingOnce')}
          value={rule.once}
          onValue={(once) => onChange({ ...rule, once: once as GreetingRule['once'] })}
          options={(['visit', 'visitor'] as const).map((once) => [once, t(`greetingOnce_${once}`)] as const)}
        />
      </div>
      <TextField
        label={t('rulePage')}
        placeholder="https://shop.example/prices*"
        maxLength={200}
        value={rule.page ?? ''}
        onValue={(page) => onChange(withCondition(rule, 'page', page.trim() || undefined))}
      />
      <div class={s.line}>
        <TextField
          label={t('greetingVisits')}
          hint={t('greetingVisitsHint')}
          type="number"
          min={1}
          max={1000}
          value={rule.visits === undefined ? '' : String(rule.visits)}
          onValue={(visits) => onChange(withCondition(rule, 'visits', Number(visits) || undefined))}
        />
        <TextField
          label={t('greetingEvent')}
          hint={t('greetingEventHint')}
          maxLength={100}
          value={rule.event ?? ''}
          onValue={(event) => onChange(withCondition(rule, 'event', event || undefined))}
        />
      </div>
      <div class={s.line}>
        <TextField
          label={t('greetingAttribute')}
          maxLength={60}
          value={attribute?.name ?? ''}
          onValue={(name) => onChange(withCondition(rule, 'attribute', name ? { ...attribute, name } : undefined))}
        />
        <TextField
          label={t('greetingValue')}
          hint={t('greetingValueHint')}
          maxLength={200}
          disabled={!attribute}
          value={attribute?.value ?? ''}
          onValue={(value) => attribute && onChange({ ...rule, attribute: { name: attribute.name, ...(value ? { value } : {}) } })}
        />
      </div>
      <div>
        <Button look="quiet" onClick={onRemove}>
          {t('remove')}
        </Button>
      </div>
    </fieldset>
  );
}
