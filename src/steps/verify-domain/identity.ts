import type { Checklist } from '../../core/checklist.ts';
import { mailFromIn } from '../../core/domain-setup/mail-from.ts';
import { usage } from '../../core/model/errors.ts';
import type { Change } from '../../core/model/types.ts';
import { dkimKind } from '../../core/ses/dkim-kind.ts';
import type { Identity } from '../../core/ses/facts.ts';
import type { Situation, Task } from '../step.ts';
import type { VerifyDomainOptions } from './inputs.ts';
import { keptChanges } from './kept-settings.ts';
import { DEFAULT_BEHAVIOR, type Gap, identityGaps, KEY_LENGTH } from './missing-settings.ts';

/** Tasks that create or complete the identity; `=` lines for what is already right. */
export function identityTasks(situation: Situation<VerifyDomainOptions>): Task[] {
  const { world, checklist } = situation;
  const { domain } = world;
  const identity = world.identity.ok ? world.identity.value : null;
  const { name: mailFrom } = mailFromIn(world, checklist);
  // A name that is in use, or could not be looked at, is a finding of diagnose.
  if (mailFrom === null) return [];
  if (!mailFrom.endsWith(`.${domain}`)) {
    throw usage(
      'mail-from-outside',
      `The MAIL FROM domain ${mailFrom} is not below ${domain}; SES takes only a subdomain of the identity.`,
      `Give --mail-from mail.${domain} or another name below ${domain}.`,
    );
  }
  if (identity === null) {
    const change: Change = { op: '+', what: 'MAIL FROM domain', from: null, to: mailFrom };
    return [
      createTask(domain, checklist),
      mailFromTask(domain, change, { mailFrom, behavior: DEFAULT_BEHAVIOR }),
    ];
  }
  const gaps = identityGaps(identity, checklist, mailFrom);
  return [
    { changes: keptChanges(identity, gaps) },
    ...gaps.map((gap) => gapTask(gap, identity, checklist)),
  ];
}

/** What the lines of a plan do not say: what a new key means for mail on its way. */
export function identityPreview(tasks: readonly Task[]): string | null {
  const changes = tasks.flatMap((task) => task.changes);
  if (!changes.some((change) => change.what === KEY_LENGTH)) return null;
  return 'A new key length means a new key: SES gives three new tokens and looks for their CNAMEs. Until it has seen them mail may go out unsigned, so publish them at once. Leave the old CNAMEs for some days: mail on its way is checked with them. SES takes one such change in 24 hours.';
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
  { mailFrom, behavior }: { readonly mailFrom: string; readonly behavior: string },
): Task {
  return {
    changes: [change],
    iamActions: ['ses:PutEmailIdentityMailFromAttributes'],
    async run({ ports, record }) {
      await ports.ses.putMailFrom(domain, mailFrom, behavior);
      await record('set-mail-from', { mailFrom, behavior }, [change]);
    },
  };
}

function gapTask(gap: Gap, identity: Identity, checklist: Checklist): Task {
  const { name } = identity;
  const change = changeOf(gap);
  switch (gap.kind) {
    case 'mail-from':
    case 'on-mx-failure':
      return mailFromTask(name, change, gap);
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
          await ports.ses.putConfigurationSet(name, gap.to ?? '');
          await record('set-configuration-set', { name: gap.to }, [change]);
        },
      };
  }
}

function changeOf({ op, what, from, to, confirm }: Gap): Change {
  return { op, what, from, to, ...(confirm === undefined ? {} : { confirm }) };
}

function dkimTask({ name, dkim }: Identity, change: Change, { choices }: Checklist): Task {
  const { origin, nextKeyLength, currentKeyLength } = dkim;
  const replica = dkimKind(origin).kind === 'replica';
  // A search is started anew with the key length that there was, unless another was chosen.
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
