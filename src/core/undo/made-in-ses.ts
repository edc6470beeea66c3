import { type Checklist, receiptsOf } from '../checklist.ts';
import type { ReceiptOf } from '../checklist-receipts.ts';
import type { Remedy } from '../model/remedy.ts';
import type { World } from '../world.ts';
import { inRegion, inThisRegion, type Phased, type Resource, type Setting } from './resource.ts';

function ses(setting: Setting, say: string, ...words: readonly string[]): Remedy {
  return inRegion(setting, 'sesv2', say, ...words);
}

function identityOf({ identity }: World) {
  return identity.ok ? identity.value : null;
}

function isCreated(checklist: Checklist): boolean {
  return receiptsOf(checklist, 'verify-domain', 'created-identity').length > 0;
}

/** A state of the identity, or of one of its settings. */
function stateBy({ identity }: World, holds: boolean): Resource['state'] {
  if (!identity.ok) return 'unknown';
  if (identity.value === null) return 'gone';
  return holds ? 'there' : 'changed';
}

export function identityMade(
  receipt: ReceiptOf<'created-identity'>,
  setting: Setting,
): readonly Phased[] {
  const { domain } = receipt.facts;
  // A checklist can come with a pull request: a receipt about another domain is not of this migration.
  if (domain !== setting.world.domain) return [];
  const state = stateBy(setting.world, true);
  const undo = ses(
    setting,
    `Delete the SES identity ${domain} with its DKIM keys and MAIL FROM domain. Nothing can be sent as ${domain} from this Region after that.`,
    'delete-email-identity',
    '--email-identity',
    domain,
  );
  const about = { ...inThisRegion(setting, receipt), kind: 'identity', name: domain };
  return [{ ...about, phase: 'identities', state, undo: state === 'gone' ? null : undo }];
}

/** Of an identity that this checklist created, the settings go with it. */
export function mailFromMade(
  receipt: ReceiptOf<'set-mail-from'>,
  setting: Setting,
): readonly Phased[] {
  const { mailFrom, before } = receipt.facts;
  const { world, checklist } = setting;
  const state = stateBy(world, identityOf(world)?.mailFrom.domain === mailFrom);
  const about = { ...inThisRegion(setting, receipt), kind: 'MAIL FROM domain', name: mailFrom };
  const settled = state === 'gone' || state === 'changed' || isCreated(checklist);
  // A check that was restarted changed no name.
  if (before === mailFrom) return [];
  const words = before === null ? [] : ['--mail-from-domain', before];
  const undo: Remedy =
    before === ''
      ? notOnRecord(`the MAIL FROM domain of ${world.domain}`)
      : ses(
          setting,
          before === null
            ? `Remove the MAIL FROM domain ${mailFrom}; SES uses its own again.`
            : `Set the MAIL FROM domain back to ${before}.`,
          'put-email-identity-mail-from-attributes',
          ...['--email-identity', world.domain, ...words],
        );
  return [{ ...about, phase: 'settings', state, undo: settled ? null : undo }];
}

export function signingEnabled(
  receipt: ReceiptOf<'enabled-signing'>,
  setting: Setting,
): readonly Phased[] {
  const { world, checklist } = setting;
  const state = stateBy(world, identityOf(world)?.dkim.signingEnabled === true);
  const about = {
    ...inThisRegion(setting, receipt),
    kind: 'DKIM signing',
    name: `on for ${world.domain}`,
  };
  const undo = ses(
    setting,
    `Turn DKIM signing of ${world.domain} off, as it was. Mail is then sent unsigned.`,
    ...['put-email-identity-dkim-attributes', '--email-identity', world.domain],
    '--no-signing-enabled',
  );
  const settled = state === 'gone' || state === 'changed' || isCreated(checklist);
  return [{ ...about, phase: 'settings', state, undo: settled ? null : undo }];
}

export function configurationSetChosen(
  receipt: ReceiptOf<'set-configuration-set'>,
  setting: Setting,
): readonly Phased[] {
  const { name, before } = receipt.facts;
  const { world, checklist } = setting;
  const state = stateBy(world, identityOf(world)?.configurationSet === name);
  const about = {
    ...inThisRegion(setting, receipt),
    kind: 'default configuration set',
    name: name ?? 'none',
  };
  const words = before === null ? [] : ['--configuration-set-name', before];
  const undo: Remedy =
    before === ''
      ? notOnRecord(`the default configuration set of ${world.domain}`)
      : ses(
          setting,
          `Set the default configuration set of ${world.domain} back to ${before ?? 'none'}.`,
          'put-email-identity-configuration-set-attributes',
          ...['--email-identity', world.domain, ...words],
        );
  const settled = state === 'gone' || state === 'changed' || isCreated(checklist);
  return [{ ...about, phase: 'settings', state, undo: settled ? null : undo }];
}

function notOnRecord(what: string): Remedy {
  return { say: `An older version did not record what ${what} was before. Set it by hand.` };
}

export function requestFiled(
  receipt: ReceiptOf<'requested-production'>,
  setting: Setting,
): readonly Phased[] {
  const { account } = setting.world;
  const caseId = account.ok ? (account.value.details?.caseId ?? null) : null;
  const name = caseId === null ? receipt.facts.website : `support case ${caseId}`;
  const about = { ...inThisRegion(setting, receipt), kind: 'production request', name };
  const say =
    'A request for production access cannot be taken back. Answer the case if it is still open.';
  return [{ ...about, phase: 'manual', state: account.ok ? 'there' : 'unknown', undo: { say } }];
}

export function addressMade(
  receipt: ReceiptOf<'sent-verification'>,
  setting: Setting,
): readonly Phased[] {
  const { address } = receipt.facts;
  const { addresses } = setting.world;
  const isHere =
    addresses.ok &&
    [...addresses.value.identities.map(({ name }) => name), ...addresses.value.others].includes(
      address,
    );
  const undo = ses(
    setting,
    `Delete the address identity ${address}. An address that was verified before is then no longer verified.`,
    ...['delete-email-identity', '--email-identity', address],
  );
  const about = { ...inThisRegion(setting, receipt), kind: 'address identity', name: address };
  // Addresses of other domains are not listed, so that one that was not seen is not known to be gone.
  return [{ ...about, phase: 'identities', state: isHere ? 'there' : 'unknown', undo }];
}
