import { alreadyExists, badRequest, notFound } from '../errors.ts';
import { page } from '../page.ts';
import {
  flag,
  list,
  listOf,
  type Members,
  number,
  oneOf,
  required,
  struct,
  text,
} from '../shape.ts';
import type { EventDestination } from './event-destination.ts';
import { type Json, type SesOperation, sesOperation } from './operation.ts';

export interface ConfigurationSet {
  readonly name: string;
  /** The option members as they were given. */
  readonly options: Record<string, Json>;
  suppression: Json;
  readonly destinations: Map<string, EventDestination>;
}

export interface ConfigurationSets {
  readonly all: Map<string, ConfigurationSet>;
  /** Throws NotFoundException in SES's words. */
  require(name: string): ConfigurationSet;
}

export function createConfigurationSets(): ConfigurationSets {
  const all = new Map<string, ConfigurationSet>();
  return {
    all,
    require(name) {
      const set = all.get(name);
      if (!set) throw notFound(`Configuration set <${name}> does not exist.`);
      return set;
    },
  };
}

export const setName = { ConfigurationSetName: required(text()) };
const suppressedReasons = listOf(['BOUNCE', 'COMPLAINT']);
const sharedPool = oneOf(['ACCOUNT', 'GLOBAL', 'REGIONAL']);
const options = {
  TrackingOptions: struct({
    CustomRedirectDomain: required(text()),
    HttpsPolicy: oneOf(['REQUIRE', 'REQUIRE_OPEN_ONLY', 'OPTIONAL']),
  }),
  DeliveryOptions: struct({
    TlsPolicy: oneOf(['REQUIRE', 'OPTIONAL']),
    SendingPoolName: text(),
    MaxDeliverySeconds: number(),
    SharedPoolDeliveryMode: sharedPool,
  }),
  ReputationOptions: struct({ ReputationMetricsEnabled: flag() }),
  SendingOptions: struct({ SendingEnabled: flag() }),
  SuppressionOptions: struct({ SuppressedReasons: suppressedReasons }),
  VdmOptions: struct({
    DashboardOptions: struct({ EngagementMetrics: oneOf(['ENABLED', 'DISABLED']) }),
    GuardianOptions: struct({ OptimizedSharedDelivery: oneOf(['ENABLED', 'DISABLED']) }),
  }),
  Tags: list(struct({ Key: required(text()), Value: required(text()) })),
};

const path = '/v2/email/configuration-sets';

export function setArn(arn: string, name: string): string {
  return `${arn}configuration-set/${name}`;
}

/** `arn` is `arn:aws:ses:<region>:<account>:`. */
export function configurationSetOperations(
  sets: ConfigurationSets,
  arn: string,
): readonly SesOperation[] {
  const resource = (input: { readonly ConfigurationSetName: string }) =>
    setArn(arn, input.ConfigurationSetName);
  return [
    createSet(sets, arn),
    sesOperation({
      name: 'GetConfigurationSet',
      on: [`GET ${path}/{ConfigurationSetName}`],
      input: setName,
      resource,
      run(input) {
        const set = sets.require(input.ConfigurationSetName);
        return {
          ConfigurationSetName: set.name,
          ...set.options,
          SuppressionOptions: set.suppression,
        };
      },
    }),
    sesOperation({
      name: 'PutConfigurationSetSuppressionOptions',
      on: [`PUT ${path}/{ConfigurationSetName}/suppression-options`],
      input: { ...setName, SuppressedReasons: suppressedReasons },
      resource,
      run(input) {
        const set = sets.require(input.ConfigurationSetName);
        set.suppression = { SuppressedReasons: input.SuppressedReasons ?? [] };
        return {};
      },
    }),
    listSets(sets),
    ...optionOperations(sets, resource),
  ];
}

/** Each option of a set has an operation of its own, which replaces the whole option. */
function optionOperations(
  sets: ConfigurationSets,
  resource: (input: { readonly ConfigurationSetName: string }) => string,
): readonly SesOperation[] {
  const put = <S extends Members>(option: string, at: string, members: S) =>
    sesOperation({
      name: `PutConfigurationSet${option}`,
      on: [`PUT ${path}/{ConfigurationSetName}/${at}`],
      input: { ...setName, ...members },
      resource: (input) => resource({ ConfigurationSetName: String(input.ConfigurationSetName) }),
      run({ ConfigurationSetName: name, ...given }) {
        sets.require(String(name)).options[option] = given as Json;
        return {};
      },
    });
  return [
    put('DeliveryOptions', 'delivery-options', {
      TlsPolicy: oneOf(['REQUIRE', 'OPTIONAL']),
      SendingPoolName: text(),
      MaxDeliverySeconds: number(),
      SharedPoolDeliveryMode: sharedPool,
    }),
    put('ReputationOptions', 'reputation-options', { ReputationMetricsEnabled: flag() }),
    put('SendingOptions', 'sending', { SendingEnabled: flag() }),
    sesOperation({
      name: 'DeleteConfigurationSet',
      on: [`DELETE ${path}/{ConfigurationSetName}`],
      input: setName,
      resource,
      run(input) {
        sets.all.delete(sets.require(input.ConfigurationSetName).name);
        return {};
      },
    }),
  ];
}

function createSet(sets: ConfigurationSets, arn: string): SesOperation {
  return sesOperation({
    name: 'CreateConfigurationSet',
    on: [`POST ${path}`],
    input: { ...setName, ...options },
    resource: (input) => setArn(arn, input.ConfigurationSetName),
    run({ ConfigurationSetName: name, SuppressionOptions: suppression, ...given }) {
      if (!/^[A-Za-z0-9_-]{1,64}$/.test(name)) {
        throw badRequest(
          'Configuration set name must be 1 to 64 characters: ASCII letters, numbers, underscores and dashes.',
        );
      }
      if (sets.all.has(name)) throw alreadyExists(`Configuration set <${name}> already exists.`);
      sets.all.set(name, {
        name,
        options: {
          ...given,
          SendingOptions: { SendingEnabled: given.SendingOptions?.SendingEnabled ?? true },
          ReputationOptions: {
            ReputationMetricsEnabled: given.ReputationOptions?.ReputationMetricsEnabled ?? false,
          },
        },
        suppression,
        destinations: new Map(),
      });
      return {};
    },
  });
}

function listSets(sets: ConfigurationSets): SesOperation {
  return sesOperation({
    name: 'ListConfigurationSets',
    on: ['POST /v2/email/list-configuration-sets', `GET ${path}`],
    input: { NextToken: text(), PageSize: number() },
    resource: () => '*',
    run(input) {
      const found = page([...sets.all.keys()], input.PageSize ?? 100, input.NextToken);
      if (!found) throw badRequest('The specified request includes an invalid or expired token.');
      return { ConfigurationSets: found.items, NextToken: found.next };
    },
  });
}
