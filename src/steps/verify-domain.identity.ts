import type { Checklist } from '../core/checklist.ts';
import { usage } from '../core/errors.ts';
import { finding } from '../core/findings.ts';
import type { Change, Finding } from '../core/types.ts';
import type { Identity } from '../core/world.ts';
import type { Situation, Task } from './step.ts';
import { mailFromIn } from './verify-domain.footprint.ts';

/** SES keeps this behaviour until MAIL FROM is proven: REJECT_MESSAGE would refuse all mail while PENDING. */
const DEFAULT_BEHAVIOR = 'USE_DEFAULT_VALUE';

interface Gap extends Change {
  readonly kind: 'mail-from' | 'signing' | 'dkim' | 'configuration-set';
}

/**
 * What an existing identity lacks. Whatever it has is adopted: BYODKIM and DEED stay, a MAIL FROM domain
 * stays unless another was chosen, a FAILED search is started anew.
 */
export function identityGaps(
  identity: Identity,
  checklist: Checklist,
  mailFrom: string | null,
): Gap[] {
  return [
    dkimGap(identity, checklist),
    signingGap(identity),
    mailFromGap(identity, mailFrom),
    configurationSetGap(identity, checklist),
  ].filter((gap) => gap !== null);
}

function dkimGap(identity: Identity, checklist: Checklist): Gap | null {
  const { dkim } = identity;
  if (dkim.origin !== 'AWS_SES') return null;
  const bits = checklist.choices.dkimKeyLength;
  const wanted = bits === undefined ? null : `RSA_${bits}_BIT`;
  const next = dkim.nextKeyLength ?? dkim.currentKeyLength;
  if (wanted !== null && next !== null && wanted !== next) {
    const what = 'DKIM key length (new tokens)';
    return { kind: 'dkim', op: '~', what, from: next, to: wanted, confirm: identity.name };
  }
  if (dkim.status === 'FAILED' || dkim.tokens.length === 0) {
    return { kind: 'dkim', op: '~', what: 'Easy DKIM', from: dkim.status, to: 'started anew' };
  }
  return null;
}

function signingGap(identity: Identity): Gap | null {
  if (identity.dkim.signingEnabled) return null;
  return { kind: 'signing', op: '~', what: 'DKIM signing', from: 'off', to: 'on' };
}

function mailFromGap(identity: Identity, wanted: string | null): Gap | null {
  const { domain: current, status } = identity.mailFrom;
  if (wanted === null || (current === wanted && status !== 'FAILED')) return null;
  if (current === wanted) {
    const to = 'looked for anew';
    return { kind: 'mail-from', op: '~', what: `MAIL FROM domain ${wanted}`, from: 'FAILED', to };
  }
  const op = current === null ? '+' : '~';
  const from = current === null ? null : `${current}${status === 'FAILED' ? ' (FAILED)' : ''}`;
  const replaces = current === null ? {} : { confirm: identity.name };
  return { kind: 'mail-from', op, what: 'MAIL FROM domain', from, to: wanted, ...replaces };
}

function configurationSetGap(identity: Identity, checklist: Checklist): Gap | null {
  const wanted = checklist.choices.configurationSet;
  if (wanted === undefined || identity.configurationSet === wanted) return null;
  const from = identity.configurationSet;
  return {
    kind: 'configuration-set',
    op: from === null ? '+' : '~',
    what: 'default configuration set',
    from,
    to: wanted,
    ...(from === null ? {} : { confirm: identity.name }),
  };
}

/** What SES has given up looking for, and that this starts it anew; else what is wanted instead of what. */
export function gapFinding({ kind, what, from, to }: Gap, domain: string): Finding {
  const again = `ses-migrate verify-domain ${domain}`;
  if (from === 'FAILED' && kind === 'dkim') {
    const message =
      'SES has stopped looking for the DKIM records (FAILED). Started anew, it may give other tokens.';
    return finding('ses/dkim-failed', message, {
      subject: what,
      found: from,
      fix: `Run: ${again}`,
    });
  }
  if (from === 'FAILED' && kind === 'mail-from') {
    const message = `SES has stopped looking for the MX of the ${what} (FAILED).`;
    return finding('ses/mail-from-failed', message, {
      subject: what,
      found: from,
      fix: `Run: ${again}`,
    });
  }
  return finding('ses/identity-incomplete', `${what}: ${from ?? 'none'}, wanted ${to}.`);
}

/** Tasks that create or complete the identity; `=` lines for what is right already. */
export function identityTasks(situation: Situation): Task[] {
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
      mailFromTask(domain, mailFrom, change, DEFAULT_BEHAVIOR),
    ];
  }
  const gaps = identityGaps(identity, checklist, mailFrom);
  const right: Task = {
    changes: [{ op: '=', what: `identity ${domain}`, from: 'there', to: 'there' }],
  };
  return [right, ...gaps.map((gap) => gapTask(gap, identity, domain, checklist))];
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
    calls: ['ses:CreateEmailIdentity'],
    async run({ ports, record }) {
      await ports.aws.createIdentity({ domain, keyLength, configurationSet });
      await record('created-identity', { domain, keyLength }, [change]);
    },
  };
}

function mailFromTask(domain: string, mailFrom: string, change: Change, behavior: string): Task {
  return {
    changes: [change],
    calls: ['ses:PutEmailIdentityMailFromAttributes'],
    async run({ ports, record }) {
      await ports.aws.putMailFrom(domain, mailFrom, behavior);
      await record('set-mail-from', { mailFrom }, [change]);
    },
  };
}

function gapTask(gap: Gap, identity: Identity, domain: string, checklist: Checklist): Task {
  const { kind: _kind, ...change } = gap;
  switch (gap.kind) {
    case 'mail-from': {
      // Looked for anew: the name stays.
      const mailFrom = (gap.from === 'FAILED' ? identity.mailFrom.domain : gap.to) ?? '';
      return mailFromTask(domain, mailFrom, change, identity.mailFrom.behaviorOnMxFailure);
    }
    case 'signing':
      return {
        changes: [change],
        calls: ['ses:PutEmailIdentityDkimAttributes'],
        async run({ ports, record }) {
          await ports.aws.putDkimSigningEnabled(domain, true);
          await record('enabled-signing', {}, [change]);
        },
      };
    case 'dkim': {
      const current = identity.dkim.currentKeyLength === 'RSA_1024_BIT' ? 1024 : 2048;
      const keyLength =
        checklist.choices.dkimKeyLength === '1024'
          ? 1024
          : checklist.choices.dkimKeyLength === '2048'
            ? 2048
            : current;
      return {
        changes: [change],
        calls: ['ses:PutEmailIdentityDkimSigningAttributes'],
        async run({ ports, record }) {
          await ports.aws.startEasyDkim(domain, keyLength);
          await record('started-dkim', { keyLength }, [change]);
        },
      };
    }
    case 'configuration-set':
      return {
        changes: [change],
        calls: ['ses:PutEmailIdentityConfigurationSetAttributes'],
        async run({ ports, record }) {
          await ports.aws.putConfigurationSet(domain, gap.to ?? '');
          await record('set-configuration-set', { name: gap.to }, [change]);
        },
      };
  }
}
