import type { PolicyStatement } from '../model/policy-statement.ts';
import {
  AWS_COMMANDS,
  type AwsCommand,
  arnOf,
  type Names,
  RIGHTS,
  type Right,
} from './permissions.ts';
import { type PolicyDocument, senderPolicy } from './policies.ts';
import type { StoreName } from './secret-stores.ts';

export interface OperatorScope extends Names {
  readonly commands: readonly AwsCommand[];
  /** False where DNS is run elsewhere: Route 53 is not asked then. */
  readonly route53: boolean;
  /** From pattern of the messages that send-test sends. */
  readonly from: string;
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
  const statements = AWS_COMMANDS.filter((command) => scope.commands.includes(command)).flatMap(
    (command) => statementsOf(command, scope, granted),
  );
  return { Version: '2012-10-17', Statement: statements };
}

function statementsOf(
  command: AwsCommand,
  scope: OperatorScope,
  granted: Set<string>,
): readonly PolicyStatement[] {
  const groups = new Map<
    string,
    { resources: readonly string[]; actions: string[]; right: Right }
  >();
  for (const right of RIGHTS.filter((each) => each.commands.includes(command))) {
    if (right.action.startsWith('route53:') && !scope.route53) continue;
    if (right.store !== undefined && right.store !== scope.store) continue;
    const resources = right.on.map((on) => arnOf(on, scope));
    const key = conditioned(right) ? right.action : resources.join(' ');
    if (granted.has(`${right.action} ${resources.join(' ')}`)) continue;
    granted.add(`${right.action} ${resources.join(' ')}`);
    const group = groups.get(key) ?? { resources, actions: [], right };
    group.actions.push(right.action);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ resources, actions, right }) => ({
    Sid: sid(command, right),
    Effect: 'Allow',
    Action: one(actions),
    Resource: one(resources),
    ...conditionOf(right, scope),
  }));
}

/** IAM judges these by more than their resource; each stands alone. */
function conditioned({ action }: Right): boolean {
  return action === 'ses:SendRawEmail' || action === 'route53:ChangeResourceRecordSets';
}

function conditionOf({ action }: Right, scope: OperatorScope): Pick<PolicyStatement, 'Condition'> {
  if (action === 'ses:SendRawEmail') {
    const [statement] = senderPolicy({ fromPattern: scope.from }).Statement;
    return statement?.Condition === undefined ? {} : { Condition: statement.Condition };
  }
  return action === 'route53:ChangeResourceRecordSets' ? { Condition: onlyOurRecords(scope) } : {};
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

const ABOUT: Readonly<Record<Right['on'][number], string>> = {
  any: '',
  identity: 'Identity',
  identities: 'Identities',
  'identity-elsewhere': 'AllRegions',
  addresses: 'Addresses',
  'domain-addresses': 'DomainAddresses',
  'configuration-set': 'ConfigurationSet',
  zone: 'Zone',
  change: 'Change',
  'smtp-user': 'User',
  parameter: 'Parameter',
  secret: 'Secret',
};

/** `VerifyDomainIdentity`; letters and digits alone, and each once (IAM User Guide, Sid). */
function sid(command: AwsCommand, right: Right): string {
  const words = command.split('-').map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`);
  const about = right.action === 'ses:SendRawEmail' ? ['Send'] : right.on.map((on) => ABOUT[on]);
  const own = right.action === 'route53:ChangeResourceRecordSets' ? 'Records' : about.join('');
  return `${words.join('')}${own}`;
}

function one(list: readonly string[]): string | readonly string[] {
  const [first = ''] = list;
  return list.length === 1 ? first : list;
}
