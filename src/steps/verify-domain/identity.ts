import type { Checklist } from '../../core/checklist.ts';
import { mailFromIn } from '../../core/domain-setup/mail-from.ts';
import { usage } from '../../core/model/errors.ts';
import type { Change } from '../../core/model/types.ts';
import { dkimKind } from '../../core/ses/dkim-kind.ts';
import type { Identity } from '../../core/ses/facts.ts';
import type { Situation, Task } from '../step.ts';
import { existingChanges } from './existing-settings.ts';
import type { VerifyDomainOptions } from './inputs.ts';
import {
  DEFAULT_BEHAVIOR,
  KEY_LENGTH,
  type MissingSetting,
  missingSettings,
} from './missing-settings.ts';

/** Tasks that create or complete the identity; `=` lines for settings that are already right. */
export function identityTasks(situation: Situation<VerifyDomainOptions>): Task[] {
  const { world, checklist } = situation;
  const { domain } = world;
  const identity = world.identity.ok ? world.identity.value : null;
  const { name: mailFrom } = mailFromIn(world, checklist);
  // diagnose reports a name that is in use or could not be checked.
  if (mailFrom === null) return [];
  if (!mailFrom.endsWith(`.${domain}`)) {
    throw usage(
      'mail-from-outside',
      `The MAIL FROM domain ${mailFrom} is not a subdomain of ${domain}; SES accepts only a subdomain of the identity.`,
      `Use --mail-from mail.${domain} or another subdomain of ${domain}.`,
    );
  }
  if (identity === null) {
    const change: Change = { op: '+', what: 'MAIL FROM domain', from: null, to: mailFrom };
    return [
      createTask(domain, checklist),
      mailFromTask(domain, change, { mailFrom, behavior: DEFAULT_BEHAVIOR, before: null }),
    ];
  }
  const missing = missingSettings(identity, checklist, mailFrom);
  return [
    { changes: existingChanges(identity, missing) },
    ...missing.map((setting) => settingTask(setting, identity, checklist)),
  ];
}

/** Explains what a new key means for mail in transit, which the lines of the plan do not show. */
export function identityPreview(tasks: readonly Task[]): string | null {
  const changes = tasks.flatMap((task) => task.changes);
  if (!changes.some((change) => change.what === KEY_LENGTH)) return null;
  return 'A new key length means a new key: SES issues three new tokens and checks for their CNAMEs. Until SES finds them, mail can be sent unsigned, so publish them at once. Leave the old CNAMEs for some days: receivers use them to verify mail that is still in transit. SES accepts one such change in 24 hours.';
}

function createTask(domain: string, checklist: Checklist): Task {
  const keyLength = checklist.choices.dkimKeyLength === '1024' ? 1024 : 2048;
  const configurationSet = checklist.choices.configurationSet ?? null;
  const extra = configurationSet === null ? '' : `, configuration set ${configurationSet}`;
  const change: Change = {
    op: '+',
    what: `identity ${domain}`,
    from: null,
    to: `Easy DKIM, ${keyLength}-bit keys${extra}`,
  };
  return {
    changes: [change],
    iamActions: ['ses:CreateEmailIdentity'],
    async run({ ports, record }) {
      await ports.ses.createIdentity({ domain, keyLength, configurationSet });
      await record('created-identity', { domain, keyLength }, [change]);
    },
  };
}

function mailFromTask(
  domain: string,
  change: Change,
  {
    mailFrom,
    behavior,
    before,
  }: {
    readonly mailFrom: string;
    readonly behavior: string;
    readonly before: string | null;
  },
): Task {
  return {
    changes: [change],
    iamActions: ['ses:PutEmailIdentityMailFromAttributes'],
    async run({ ports, record }) {
      await ports.ses.putMailFrom(domain, mailFrom, behavior);
      await record('set-mail-from', { mailFrom, behavior, before }, [change]);
    },
  };
}

function settingTask(setting: MissingSetting, identity: Identity, checklist: Checklist): Task {
  const { name } = identity;
  const change = changeOf(setting);
  switch (setting.kind) {
    case 'mail-from':
    case 'on-mx-failure':
      return mailFromTask(name, change, { ...setting, before: identity.mailFrom.domain });
    case 'signing':
      return {
        changes: [change],
        iamActions: ['ses:PutEmailIdentityDkimAttributes'],
        async run({ ports, record }) {
          await ports.ses.putDkimSigningEnabled(name, true);
          await record('enabled-signing', {}, [change]);
        },
      };
    case 'dkim':
      return dkimTask(identity, change, checklist);
    case 'configuration-set':
      return {
        changes: [change],
        iamActions: ['ses:PutEmailIdentityConfigurationSetAttributes'],
        async run({ ports, record }) {
          await ports.ses.putConfigurationSet(name, setting.to ?? '');
          const facts = { name: setting.to, before: identity.configurationSet };
          await record('set-configuration-set', facts, [change]);
        },
      };
  }
}

function changeOf({ op, what, from, to, confirm }: MissingSetting): Change {
  return { op, what, from, to, ...(confirm === undefined ? {} : { confirm }) };
}

function dkimTask({ name, dkim }: Identity, change: Change, { choices }: Checklist): Task {
  const { origin, nextKeyLength, currentKeyLength } = dkim;
  const replica = dkimKind(origin).kind === 'replica';
  // A restarted check keeps the key length of the identity, unless another one was chosen.
  const length = choices.dkimKeyLength ?? (nextKeyLength ?? currentKeyLength)?.replace(/\D/g, '');
  const keyLength = length === '1024' ? 1024 : 2048;
  return {
    changes: [change],
    iamActions: ['ses:PutEmailIdentityDkimSigningAttributes'],
    async run({ ports, record }) {
      if (replica) await ports.ses.startReplicaDkim(name, origin);
      else await ports.ses.startEasyDkim(name, keyLength);
      await record(
        'started-dkim',
        { keyLength: replica ? null : keyLength, origin: replica ? origin : null },
        [change],
      );
    },
  };
}
