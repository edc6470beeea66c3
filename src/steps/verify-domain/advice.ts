import { couldNotLook } from '../../core/aws/could-not-look.ts';
import type { Checklist } from '../../core/checklist.ts';
import { addressFindings } from '../../core/domain-setup/address-identities.ts';
import { mailFromIn } from '../../core/domain-setup/mail-from.ts';
import { otherRegionFindings, regionsUsing } from '../../core/domain-setup/other-regions.ts';
import { finding } from '../../core/model/findings.ts';
import type { Finding, Next, Seen } from '../../core/model/types.ts';
import { candidatesOf } from '../../core/records/footprint.ts';
import { dkimKind, keyBits } from '../../core/ses/dkim-kind.ts';
import type { Identity } from '../../core/ses/facts.ts';
import type { World } from '../../core/world.ts';
import type { CheckResult } from '../step.ts';
import { blockedFindings, shortReason } from './blocked-settings.ts';
import { adopted } from './existing-settings.ts';
import { canReject, rejects } from './missing-settings.ts';

/** Adds notes to the verdict. Only a finding that keeps the identity from sending changes the verdict. */
export function withNotes(result: CheckResult, world: World, checklist: Checklist): CheckResult {
  if (!world.identity.ok) return result;
  const blocked = blockedFindings(world);
  const findings = [...result.findings, ...blocked, ...notes(world, checklist)];
  const [first] = blocked;
  if (result.status !== 'done') return { ...result, findings };
  if (first === undefined) return { ...result, findings, offers: offers(world, checklist) };
  return { status: 'problem', summary: `${result.summary}; but ${shortReason(first)}`, findings };
}

/** Findings that do not change the verdict. */
function notes(world: World, checklist: Checklist): Finding[] {
  const identity = world.identity.ok ? world.identity.value : null;
  const own = identity === null ? [] : identityNotes(identity, checklist, world);
  return [...own, ...sharedMailFrom(world, checklist), ...otherRegionFindings(world)];
}

function identityNotes(identity: Identity, checklist: Checklist, world: World): Finding[] {
  const { addresses, configurationSet } = world;
  return [
    adopted(identity, checklist),
    keyLengthNote(identity, checklist),
    mailFromNote(identity, checklist),
    notRead('the configuration set', configurationSet),
    notRead('e-mail address identities', addresses),
    ...(addresses.ok ? addressFindings(addresses.value, identity) : []),
  ].filter((each) => each !== null);
}

/** Null when the source was read, or when this run did not need it. */
function notRead(what: string, seen: Seen<unknown>): Finding | null {
  return seen.ok || seen.code === 'not-read' ? null : couldNotLook(what, seen);
}

function keyLengthNote({ name, dkim }: Identity, { choices }: Checklist): Finding | null {
  const key = dkimKind(dkim.origin);
  const subject = `DKIM of ${name}`;
  if (key.kind !== 'easy') {
    if (choices.dkimKeyLength === undefined) return null;
    const who = key.kind === 'own' ? 'its owner' : `the identity in ${key.parent}`;
    const what = `--dkim-key-length ${choices.dkimKeyLength} is ignored: the DKIM key comes from ${who} and is kept.`;
    return finding('ses/key-length-kept', what, { subject });
  }
  const bits = keyBits(dkim.nextKeyLength ?? dkim.currentKeyLength);
  if (bits !== 1024 || choices.dkimKeyLength !== undefined) return null;
  const fix = `When convenient, run ses-migrate verify-domain ${name} --dkim-key-length 2048 --confirm ${name}. SES then issues three new tokens. Leave the old CNAMEs in DNS for some days.`;
  return finding(
    'ses/short-key',
    'DKIM signs with a 1024-bit key; RFC 8301 recommends 2048 bits.',
    { subject, found: 'RSA_1024_BIT', expected: 'RSA_2048_BIT', fix },
  );
}

function mailFromNote({ name, mailFrom }: Identity, { choices }: Checklist): Finding | null {
  const { domain, status } = mailFrom;
  if (domain === null) return null;
  const subject = `MAIL FROM of ${name}`;
  if (rejects(mailFrom) && !canReject(mailFrom)) {
    const what = `SES rejects all mail from ${name} until it finds the MX record of ${domain}: MAIL FROM is ${status}, and REJECT_MESSAGE is set.`;
    const fix = `Publish the MX record. To send until then, run ses-migrate verify-domain ${name} --on-mx-failure default`;
    return finding('ses/mail-from-rejects', what, { subject, found: 'REJECT_MESSAGE', fix });
  }
  if (choices.onMxFailure === 'reject' && !rejects(mailFrom)) {
    if (canReject(mailFrom)) return null;
    const what = `REJECT_MESSAGE is not set yet: MAIL FROM is ${status}, and until it is SUCCESS, REJECT_MESSAGE would make SES reject all mail from ${name}.`;
    const fix = `Run ses-migrate verify-domain ${name} again after ses-migrate check-dns is done.`;
    return finding('ses/reject-waits', what, { subject, found: status ?? 'none', fix });
  }
  return null;
}

/** Optional improvements that are possible now and were not chosen yet. */
function offers({ identity }: World, { choices }: Checklist): Next[] {
  const found = identity.ok ? identity.value : null;
  if (found === null || choices.onMxFailure !== undefined) return [];
  if (!canReject(found.mailFrom) || rejects(found.mailFrom)) return [];
  return [
    {
      command: `ses-migrate verify-domain ${found.name} --on-mx-failure reject`,
      why: 'optional: if the MX record of MAIL FROM disappears, reject mail instead of sending it without your MAIL FROM',
    },
  ];
}

/**
 * A name can have the MX record of only one Region. SES can forward bounces between Regions (SES Developer Guide,
 * Regions and Amazon SES, 2023), so a shared name that works is kept; otherwise suggest a name for each Region.
 */
function sharedMailFrom(world: World, checklist: Checklist): Finding[] {
  const { domain, identity } = world;
  const here = identity.ok ? identity.value : null;
  const { name } = mailFromIn(world, checklist);
  if (name === null) return [];
  const regions = regionsUsing(world, name);
  if (
    regions.length === 0 ||
    (here?.mailFrom.domain === name && here.mailFrom.status === 'SUCCESS')
  )
    return [];
  const free = candidatesOf(domain).find((each) => regionsUsing(world, each).length === 0);
  const what = `The identity in ${regions.join(' and ')} also uses MAIL FROM ${name}. A name can have the MX record of only one Region.`;
  const confirm = here?.mailFrom.domain == null ? '' : ` --confirm ${domain}`;
  const fix = `Use a different name in each Region: ses-migrate verify-domain ${domain} --mail-from ${free ?? `NAME.${domain}`}${confirm}`;
  return [finding('ses/mail-from-shared', what, { subject: name, fix })];
}
