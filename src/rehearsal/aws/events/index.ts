import { randomUUID } from 'node:crypto';
import type { WorldClock } from '../../contract.ts';
import { AwsError } from '../errors.ts';
import { matchesPattern } from '../event-pattern.ts';
import { type RpcOperation, rpcOperation, rpcService } from '../json-rpc.ts';
import { page } from '../page.ts';
import type { Service } from '../service.ts';
import { list, type Members, number, oneOf, type Read, required, struct, text } from '../shape.ts';
import type { XmlValue } from '../xml.ts';

interface Target {
  readonly id: string;
  readonly arn: string;
}

interface Rule {
  readonly name: string;
  readonly arn: string;
  pattern: string;
  enabled: boolean;
  description: string;
  readonly targets: Map<string, Target>;
  readonly tags: Map<string, string>;
}

export interface BusEvent {
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

export interface EventBus {
  readonly service: Service;
  /** Hands an event to the targets of each rule that matches. */
  put(event: BusEvent): void;
}

export interface EventBusOptions {
  readonly clock: WorldClock;
  readonly region: string;
  readonly accountId: string;
  /** False: there is no such queue or topic, or its policy does not let EventBridge in. */
  readonly deliver: (targetArn: string, body: string, ruleArn: string) => boolean;
  /** True where a fault loses what EventBridge should deliver. */
  readonly loses: () => boolean;
}

interface Rules {
  readonly all: Map<string, Rule>;
  readonly arnOf: (name: string) => string;
  /** Throws ResourceNotFoundException. */
  find(name: string): Rule;
}

/** EventBridge 2015-10-07: rules and targets of the default bus, which is the only one that SES publishes to. */
export function createEventBus(options: EventBusOptions): EventBus {
  const all = new Map<string, Rule>();
  const rules: Rules = {
    all,
    arnOf: (name) => `arn:aws:events:${options.region}:${options.accountId}:rule/${name}`,
    find(name) {
      const rule = all.get(name);
      if (rule !== undefined) return rule;
      const message = `Rule ${name} does not exist on EventBus default.`;
      throw new AwsError('ResourceNotFoundException', 400, message);
    },
  };
  return {
    service: rpcService('events', 'AWSEvents', [
      ...ruleOperations(rules),
      ...targetOperations(rules),
    ]),
    put(event) {
      if (options.loses()) return;
      const envelope = envelopeOf(event, options);
      for (const rule of all.values()) {
        if (!rule.enabled || !matchesPattern(JSON.parse(rule.pattern), envelope)) continue;
        for (const target of rule.targets.values()) {
          options.deliver(target.arn, JSON.stringify(envelope), rule.arn);
        }
      }
    },
  };
}

function envelopeOf(event: BusEvent, { clock, region, accountId }: EventBusOptions) {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': event.detailType,
    source: event.source,
    account: accountId,
    time: new Date(clock.now()).toISOString().replace(/\.\d{3}/, ''),
    region,
    resources: event.resources,
    detail: event.detail,
  };
}

const busName = { EventBusName: text() };

function onRule<S extends Members>(
  rules: Rules,
  name: string,
  member: 'Name' | 'Rule',
  members: S,
  run: (rule: Rule, input: Read<S>) => XmlValue,
): RpcOperation {
  return rpcOperation({
    name,
    input: { ...members, ...busName, [member]: required(text()) },
    action: `events:${name}`,
    resource: (read) => rules.arnOf(String(Object(read)[member])),
    run: (read) => run(rules.find(String(Object(read)[member])), read),
  });
}

function ruleOperations(rules: Rules): readonly RpcOperation[] {
  return [
    rpcOperation({
      name: 'PutRule',
      input: {
        Name: required(text({ min: 1, max: 64, pattern: /^[.\-_A-Za-z0-9]+$/ })),
        EventPattern: text(),
        ScheduleExpression: text(),
        State: oneOf(['ENABLED', 'DISABLED']),
        Description: text({ max: 512 }),
        Tags: list(struct({ Key: required(text()), Value: required(text()) })),
        ...busName,
      },
      action: 'events:PutRule',
      resource: (input) => rules.arnOf(input.Name),
      run(input) {
        const pattern = checkedPattern(input.EventPattern);
        const known = rules.all.get(input.Name);
        const rule: Rule = known ?? {
          name: input.Name,
          arn: rules.arnOf(input.Name),
          pattern,
          enabled: true,
          description: '',
          targets: new Map(),
          tags: new Map((input.Tags ?? []).map(({ Key, Value }) => [Key, Value])),
        };
        rule.pattern = pattern;
        rule.enabled = input.State !== 'DISABLED';
        rule.description = input.Description ?? '';
        rules.all.set(rule.name, rule);
        return { RuleArn: rule.arn };
      },
    }),
    onRule(rules, 'DescribeRule', 'Name', {}, (rule) => ({
      ...written(rule),
      CreatedBy: rule.arn.split(':')[4],
    })),
    onRule(rules, 'DeleteRule', 'Name', {}, (rule) => {
      if (rule.targets.size > 0) {
        const message = "Rule can't be deleted since it has targets.";
        throw new AwsError('ValidationException', 400, message);
      }
      rules.all.delete(rule.name);
      return {};
    }),
    rpcOperation({
      name: 'ListRules',
      input: { NamePrefix: text(), NextToken: text(), Limit: number(), ...busName },
      action: 'events:ListRules',
      resource: () => rules.arnOf('*'),
      run(input) {
        const found = page(
          [...rules.all.values()].filter(({ name }) => name.startsWith(input.NamePrefix ?? '')),
          input.Limit ?? 100,
          input.NextToken,
        );
        if (!found) throw new AwsError('ValidationException', 400, 'Invalid NextToken.');
        return { Rules: found.items.map(written), NextToken: found.next };
      },
    }),
    rpcOperation({
      name: 'ListTagsForResource',
      input: { ResourceARN: required(text()) },
      action: 'events:ListTagsForResource',
      resource: (input) => input.ResourceARN,
      run: (input) => ({
        Tags: [...rules.find(input.ResourceARN.split('/').at(-1) ?? '').tags].map(
          ([Key, Value]) => ({ Key, Value }),
        ),
      }),
    }),
  ];
}

function written(rule: Rule): { readonly [name: string]: XmlValue } {
  return {
    Name: rule.name,
    Arn: rule.arn,
    EventPattern: rule.pattern,
    State: rule.enabled ? 'ENABLED' : 'DISABLED',
    Description: rule.description,
    EventBusName: 'default',
  };
}

function checkedPattern(pattern: string | undefined): string {
  if (pattern === undefined) {
    const message = 'Parameter(s) EventPattern or ScheduleExpression must be specified.';
    throw new AwsError('ValidationException', 400, message);
  }
  try {
    JSON.parse(pattern);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const message = 'Event pattern is not valid. Reason: not JSON.';
    throw new AwsError('InvalidEventPatternException', 400, message);
  }
  return pattern;
}

function targetOperations(rules: Rules): readonly RpcOperation[] {
  const target = struct({ Id: required(text()), Arn: required(text()) });
  return [
    onRule(
      rules,
      'PutTargets',
      'Rule',
      { Targets: required(list(target, { min: 1 })) },
      (rule, input) => {
        for (const { Id: id, Arn: arn } of input.Targets) rule.targets.set(id, { id, arn });
        return { FailedEntryCount: 0, FailedEntries: [] };
      },
    ),
    onRule(rules, 'RemoveTargets', 'Rule', { Ids: required(list(text())) }, (rule, input) => {
      for (const id of input.Ids) rule.targets.delete(id);
      return { FailedEntryCount: 0, FailedEntries: [] };
    }),
    onRule(rules, 'ListTargetsByRule', 'Rule', { NextToken: text(), Limit: number() }, (rule) => ({
      Targets: [...rule.targets.values()].map(({ id, arn }) => ({ Id: id, Arn: arn })),
    })),
  ];
}
