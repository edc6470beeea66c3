import type { PolicyStatement } from '../model/policy-statement.ts';
import { arnOf, IAM_ACTIONS, type Names, type On, type Right, storeOf } from './permissions.ts';
import { type PolicyDocument, senderPolicy } from './policies.ts';
import type { StoreName } from './secret-stores.ts';

/** A command and what it asks of AWS. */
export interface CommandRights {
  readonly id: string;
  readonly rights: readonly Right[];
}

export interface OperatorScope extends Names {
  readonly commands: readonly CommandRights[];
  /** False where DNS is run elsewhere: Route 53 is not asked then. */
  readonly route53: boolean;
  /** From patterns of the messages that send-test sends. */
  readonly from: readonly string[];
  /** Full names that the MAIL FROM domain may have; empty: any. */
  readonly mailFrom: readonly string[];
  /** Where make-smtp-creds hands over to; absent: to no store. */
  readonly store?: StoreName | null;
}

/**
 * The least that the person or job needs who runs these commands: statements by command, each on the narrowest
 * resources that IAM takes. What an earlier statement allows is not said again.
 */
export function operatorPolicy(scope: OperatorScope): PolicyDocument {
  const granted = new Set<string>();
  const statements = scope.commands.flatMap((command) => statementsOf(command, scope, granted));
  return { Version: '2012-10-17', Statement: statements };
}

/** Rights on the same resources, which make one statement. */
interface Group {
  readonly on: readonly On[];
  readonly actions: string[];
}

function statementsOf(
  { id, rights }: CommandRights,
  scope: OperatorScope,
  granted: Set<string>,
): readonly PolicyStatement[] {
  const groups = new Map<string, Group>();
  for (const { action, on } of inOrder(rights).filter((right) => isNeeded(right, rights, scope))) {
    const resources = on.map((each) => arnOf(each, scope)).join(' ');
    if (granted.has(`${action} ${resources}`)) continue;
    granted.add(`${action} ${resources}`);
    const key = isConditioned(action) ? action : resources;
    const group = groups.get(key) ?? { on, actions: [] };
    group.actions.push(action);
    groups.set(key, group);
  }
  return together([...groups.values()]).map(({ on, actions }) => ({
    Sid: sid(id, on, actions),
    Effect: 'Allow',
    Action: one(actions),
    Resource: one(on.map((each) => arnOf(each, scope))),
    ...conditionOf(actions, scope),
  }));
}

/** As the catalogue has them, whichever source or task comes first. */
function inOrder(rights: readonly Right[]): readonly Right[] {
  const order = Object.keys(IAM_ACTIONS);
  return rights.toSorted((a, b) => order.indexOf(a.action) - order.indexOf(b.action));
}

/** Not where Route 53 or the store is not used, nor where the same command has the action on every identity. */
function isNeeded(
  { action, on }: Right,
  all: readonly Right[],
  { route53, store: used }: OperatorScope,
): boolean {
  if (action.startsWith('route53:') && !route53) return false;
  const store = storeOf(action);
  if (store !== null && store !== used) return false;
  const everywhere = all.some((each) => each.action === action && each.on.includes('identities'));
  return !(everywhere && on.join() === 'identity');
}

/** Groups of the same actions as one, on the resources of all. */
function together(groups: readonly Group[]): readonly Group[] {
  const merged = new Map<string, Group>();
  for (const { on, actions } of groups) {
    const key = actions.join(' ');
    merged.set(key, { on: [...(merged.get(key)?.on ?? []), ...on], actions });
  }
  return [...merged.values()];
}

/** IAM judges these by more than their resource; each has a statement of its own. */
function isConditioned(action: string): boolean {
  return action === 'ses:SendRawEmail' || action === 'route53:ChangeResourceRecordSets';
}

function conditionOf(
  actions: readonly string[],
  scope: OperatorScope,
): Pick<PolicyStatement, 'Condition'> {
  if (actions.includes('ses:SendRawEmail')) {
    const [statement] = senderPolicy({ fromPatterns: scope.from }).Statement;
    return statement?.Condition === undefined ? {} : { Condition: statement.Condition };
  }
  return actions.includes('route53:ChangeResourceRecordSets')
    ? { Condition: onlyOurRecords(scope) }
    : {};
}

/**
 * Names, types and actions of the records that verify-domain writes (Route 53 Developer Guide, fine-grained
 * access control; names are lower case without the trailing dot there).
 */
function onlyOurRecords({
  domain,
  mailFrom,
}: OperatorScope): NonNullable<PolicyStatement['Condition']> {
  const below = domain === null ? '*' : domain;
  return {
    'ForAllValues:StringEquals': {
      'route53:ChangeResourceRecordSetsActions': ['CREATE', 'UPSERT'],
      'route53:ChangeResourceRecordSetsRecordTypes': ['CNAME', 'MX', 'TXT'],
    },
    'ForAllValues:StringLike': {
      'route53:ChangeResourceRecordSetsNormalizedRecordNames': [
        `*._domainkey.${below}`,
        `_dmarc.${below}`,
        ...(mailFrom.length === 0 ? [`*.${below}`] : mailFrom),
      ],
    },
  };
}

const ABOUT: Readonly<Record<On, string>> = {
  any: '',
  identity: 'Identity',
  identities: 'Identities',
  'identity-in-any-region': 'AllRegions',
  addresses: 'Addresses',
  'domain-addresses': 'DomainAddresses',
  'configuration-set': 'ConfigurationSet',
  zone: 'Zone',
  change: 'Change',
  'smtp-user': 'User',
  parameter: 'Parameter',
  secret: 'Secret',
  topic: 'Topic',
  alarm: 'Alarm',
  'proof-queue': 'ProofQueue',
  'proof-rule': 'ProofRule',
};

/** `VerifyDomainIdentity`; letters and digits alone, and each once (IAM User Guide, Sid). */
function sid(command: string, on: readonly On[], actions: readonly string[]): string {
  const words = command.split('-').map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`);
  return `${words.join('')}${aboutWhat(on, actions)}`;
}

function aboutWhat(on: readonly On[], actions: readonly string[]): string {
  if (actions.includes('ses:SendRawEmail')) return 'Send';
  if (actions.includes('route53:ChangeResourceRecordSets')) return 'Records';
  return on.map((each) => ABOUT[each]).join('');
}

function one(list: readonly string[]): string | readonly string[] {
  const [first = ''] = list;
  return list.length === 1 ? first : list;
}
