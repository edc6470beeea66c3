import { couldNotLook } from '../../core/aws/could-not-look.ts';
import type { Checklist } from '../../core/checklist.ts';
import { addressFindings } from '../../core/domain-setup/address-identities.ts';
import { mailFromIn } from '../../core/domain-setup/mail-from.ts';
import { elsewhereFindings, regionsUsing } from '../../core/domain-setup/other-regions.ts';
import { finding } from '../../core/model/findings.ts';
import type { Finding, Next, Seen } from '../../core/model/types.ts';
import { candidatesOf } from '../../core/records/footprint.ts';
import { dkimKind, keyBits } from '../../core/ses/dkim-kind.ts';
import type { Identity } from '../../core/ses/facts.ts';
import type { World } from '../../core/world.ts';
import type { CheckResult } from '../step.ts';
import { inShort, stuckFindings } from './blocked-settings.ts';
import { adopted } from './kept-settings.ts';
import { mayReject, rejects } from './missing-settings.ts';

/** What is to be said beside the verdict; only what keeps the identity from sending changes it. */
export function withNotes(result: CheckResult, world: World, checklist: Checklist): CheckResult {
  if (!world.identity.ok) return result;
  const stuck = stuckFindings(world);
  const findings = [...result.findings, ...stuck, ...notes(world, checklist)];
  const [first] = stuck;
  if (result.status !== 'done') return { ...result, findings };
  if (first === undefined) return { ...result, findings, offers: offers(world, checklist) };
  return { status: 'problem', summary: `${result.summary}; but ${inShort(first)}`, findings };
}

/** What is worth knowing and changes nothing of the verdict. */
function notes(world: World, checklist: Checklist): Finding[] {
  const identity = world.identity.ok ? world.identity.value : null;
  const own = identity === null ? [] : identityNotes(identity, checklist, world);
  return [...own, ...sharedMailFrom(world, checklist), ...elsewhereFindings(world)];
}

function identityNotes(identity: Identity, checklist: Checklist, world: World): Finding[] {
  const { addresses, configurationSet } = world;
  return [
    adopted(identity, checklist),
    keyLengthNote(identity, checklist),
    mailFromNote(identity, checklist),
    unseen('the configuration set', configurationSet),
    unseen('e-mail address identities', addresses),
    ...(addresses.ok ? addressFindings(addresses.value, identity) : []),
  ].filter((each) => each !== null);
}

/** A look that this run did not mean to take is nothing to tell. */
function unseen(what: string, seen: Seen<unknown>): Finding | null {
  return seen.ok || seen.code === 'not-read' ? null : couldNotLook(what, seen);
}

function keyLengthNote({ name, dkim }: Identity, { choices }: Checklist): Finding | null {
  const key = dkimKind(dkim.origin);
  const subject = `DKIM of ${name}`;
  if (key.kind !== 'easy') {
    if (choices.dkimKeyLength === undefined) return null;
    const who = key.kind === 'own' ? 'its owner' : `the identity in ${key.parent}`;
    const what = `--dkim-key-length ${choices.dkimKeyLength} is not used: the DKIM key comes from ${who}, and is kept.`;
    return finding('ses/key-length-kept', what, { subject });
  }
  const bits = keyBits(dkim.nextKeyLength ?? dkim.currentKeyLength);
  if (bits !== 1024 || choices.dkimKeyLength !== undefined) return null;
  const fix = `When it suits you: ses-migrate verify-domain ${name} --dkim-key-length 2048 --confirm ${name}. SES then gives three new tokens; leave the old CNAMEs in DNS for some days.`;
  return finding(
    'ses/short-key',
    'DKIM signs with a 1024-bit key; 2048 is what RFC 8301 recommends.',
    { subject, found: 'RSA_1024_BIT', expected: 'RSA_2048_BIT', fix },
  );
}

function mailFromNote({ name, mailFrom }: Identity, { choices }: Checklist): Finding | null {
  const { domain, status } = mailFrom;
  if (domain === null) return null;
  const subject = `MAIL FROM of ${name}`;
  if (rejects(mailFrom) && !mayReject(mailFrom)) {
    const what = `SES refuses all mail of ${name} until it sees the MX of ${domain}: MAIL FROM is ${status}, and REJECT_MESSAGE is set.`;
    const fix = `Publish the MX; or, to send meanwhile: ses-migrate verify-domain ${name} --on-mx-failure default`;
    return finding('ses/mail-from-rejects', what, { subject, found: 'REJECT_MESSAGE', fix });
  }
  if (choices.onMxFailure === 'reject' && !rejects(mailFrom)) {
    if (mayReject(mailFrom)) return null;
    const what = `REJECT_MESSAGE waits until MAIL FROM is SUCCESS; it is ${status}. Set now, it would refuse all mail of ${name}.`;
    const fix = `Run ses-migrate verify-domain ${name} again when ses-migrate check-dns is done.`;
    return finding('ses/reject-waits', what, { subject, found: status ?? 'none', fix });
  }
  return null;
}

/** What can be had now and was not asked for. */
function offers({ identity }: World, { choices }: Checklist): Next[] {
  const found = identity.ok ? identity.value : null;
  if (found === null || choices.onMxFailure !== undefined) return [];
  if (!mayReject(found.mailFrom) || rejects(found.mailFrom)) return [];
  return [
    {
      command: `ses-migrate verify-domain ${found.name} --on-mx-failure reject`,
      why: 'optional: should its MX be lost one day, mail is refused rather than sent without your MAIL FROM',
    },
  ];
}

/**
 * One name has one MX, and it is of one Region. SES may hand bounces on between Regions (SES Developer Guide,
 * Regions and Amazon SES, 2023), so what works so is left; a new name is the plainer way.
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
  const what = `The identity in ${regions.join(' and ')} uses MAIL FROM ${name}, too. One name has one MX, which is that of one Region.`;
  const confirm = here?.mailFrom.domain == null ? '' : ` --confirm ${domain}`;
  const fix = `Give each Region a name of its own: ses-migrate verify-domain ${domain} --mail-from ${free ?? `NAME.${domain}`}${confirm}`;
  return [finding('ses/mail-from-shared', what, { subject: name, fix })];
}
