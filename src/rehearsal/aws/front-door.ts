/** What every AWS service does with a request before and after its operation. */

import { randomUUID } from 'node:crypto';
import type { SeenRequest, WorldClock } from '../contract.ts';
import { AwsError } from './errors.ts';
import type { AccountPrincipal } from './principal.ts';
import type { Principals } from './principals.ts';
import { regionState } from './regions.ts';
import type { Call, Received, Service } from './service.ts';
import { authenticate, type Credential, readCredential } from './sigv4.ts';
import type { Answer, Wire } from './wire.ts';

export interface FrontDoorOptions {
  readonly clock: WorldClock;
  readonly region: string;
  readonly services: readonly Service[];
  /** SES of another Region. */
  readonly sesIn: (region: string) => Service;
  readonly principals: Principals;
  /** How many calls of each operation are throttled before one is answered. */
  readonly throttle: number;
}

export interface FrontDoor {
  answer(request: Received): Promise<Answer>;
  seen(): readonly SeenRequest[];
}

export function createFrontDoor(options: FrontDoorOptions): FrontDoor {
  const seen: SeenRequest[] = [];
  const throttled = new Map<string, number>();
  return {
    seen: () => seen,
    async answer(request) {
      const credential = readCredential(request);
      const service = serviceOf(options, request, credential);
      const region = credential?.region ?? null;
      const { wire } = service;
      const requestId = randomUUID();
      let name = 'Unknown';
      const handle = async (): Promise<Answer> => {
        const operation = service.operation(request);
        if (operation) name = operation.name;
        const principal = await authenticate(request, credential, options, wire.codes);
        checkRegion(options.region, service, credential);
        if (!operation) throw unknownOperation(wire, request);
        throttle(throttled, options.throttle, `${service.name}:${name}:${region}`, wire);
        principal.used(service.name);
        return wire.result(name, await operation.run(newCall(principal, wire)), requestId);
      };
      const answer = await handle().catch((error: unknown) =>
        wire.error(asAwsError(error), requestId),
      );
      const at = new Date(options.clock.now()).toISOString();
      seen.push({ at, service: service.name, region, operation: name, status: answer.status });
      return answer;
    },
  };
}

/** What AWS did not mean to say is 500, as there. */
function asAwsError(error: unknown): AwsError {
  return error instanceof AwsError ? error : new AwsError('InternalFailure', 500, String(error));
}

/** One endpoint serves all: the credential scope names service and Region; without one, the path tells. */
function serviceOf(
  { services, region, sesIn }: FrontDoorOptions,
  request: Received,
  credential: Credential | null,
): Service {
  const byPath = request.path.startsWith('/2013-04-01/') ? 'route53' : 'sts';
  const guess = /^\/v[12]\/email\//.test(request.path) ? 'ses' : byPath;
  const name = credential?.service ?? guess;
  const found = services.find((service) => service.name === name);
  const fallback = services.find((service) => service.name === guess);
  const service = found ?? fallback;
  if (!service) throw new Error(`the rehearsal has no service ${name}`);
  const elsewhere = credential !== null && regionState(region, credential.region) === 'on';
  const regional = service.name === 'ses' && elsewhere ? sesIn(credential.region) : service;
  return regional.inProtocolOf?.(request) ?? regional;
}

/** IAM, STS and Route 53 are global: an SDK with an endpoint of its own signs for any Region. */
function checkRegion(home: string, service: Service, credential: Credential | null): void {
  const regional = !['iam', 'sts', 'route53'].includes(service.name);
  const region = credential?.region ?? '';
  if (!regional || region === home) return;
  const state = service.name === 'ses' ? regionState(home, region) : null;
  if (state === 'on') return;
  // A Region that the account has not enabled knows nothing of its keys (IAM User Guide, 2026-11).
  if (state === 'off') {
    const { unknownKey } = service.wire.codes;
    throw new AwsError(unknownKey, 403, 'The security token included in the request is invalid.');
  }
  throw new AwsError(
    'SignatureDoesNotMatch',
    403,
    `Credential should be scoped to a valid region, not '${region}'. This rehearsal is in ${home}.`,
  );
}

function unknownOperation(wire: Wire, request: Received): AwsError {
  const { code, status } = wire.codes.unknownOperation;
  const form = new URLSearchParams(request.body.toString('utf8'));
  const message = form.has('Action')
    ? `Could not find operation ${form.get('Action')} for version ${form.get('Version')}`
    : `Unknown operation ${request.method} ${request.path}`;
  return new AwsError(code, status, message);
}

function throttle(counts: Map<string, number>, first: number, key: string, wire: Wire): void {
  const calls = counts.get(key) ?? 0;
  counts.set(key, calls + 1);
  if (calls >= first) return;
  const { code, status, message } = wire.codes.throttled;
  throw new AwsError(code, status, message);
}

function newCall(principal: AccountPrincipal, wire: Wire): Call {
  return {
    principal,
    authorise(action, resource, context) {
      const decision = principal.decide(action, resource, context);
      if (decision === 'allowed') return;
      const reason =
        decision === 'explicit-deny'
          ? 'with an explicit deny in an identity-based policy'
          : `because no identity-based policy allows the ${action} action`;
      const message = `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
      throw new AwsError(wire.codes.accessDenied, 403, message);
    },
  };
}
