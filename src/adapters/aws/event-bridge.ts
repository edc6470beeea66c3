import { type EventBridge, PortError } from '../../ports/index.ts';
import { type Clients, call, callOrNull } from './clients.ts';

const sdk = () => import('@aws-sdk/client-eventbridge');

/** A rule of ours has one target. */
const TARGET = 'queue';

export function eventBridgePort(clients: Clients): EventBridge {
  return {
    createRule: async ({ name, description, pattern, targetArn }) => {
      const arn = await call('events', 'PutRule', async () => {
        const { PutRuleCommand } = await sdk();
        const command = new PutRuleCommand({
          Name: name,
          Description: description,
          EventPattern: pattern,
        });
        return (await (await clients.eventBridge()).send(command)).RuleArn ?? '';
      });
      const failed = await call('events', 'PutTargets', async () => {
        const { PutTargetsCommand } = await sdk();
        const command = new PutTargetsCommand({
          Rule: name,
          Targets: [{ Id: TARGET, Arn: targetArn }],
        });
        return (await (await clients.eventBridge()).send(command)).FailedEntries?.[0] ?? null;
      });
      // A target that was not taken is part of a successful answer (EventBridge API reference, PutTargets).
      if (failed !== null) {
        const { ErrorCode: errorName = 'FailedEntry', ErrorMessage: why = errorName } = failed;
        throw new PortError(`EventBridge did not take the queue as a target: ${why}`, {
          reason: 'failed',
          errorName,
        });
      }
      return arn;
    },
    deleteRule: async (name) => {
      const gone = 'ResourceNotFoundException';
      await callOrNull('events', 'RemoveTargets', gone, async () => {
        const { RemoveTargetsCommand } = await sdk();
        const command = new RemoveTargetsCommand({ Rule: name, Ids: [TARGET] });
        await (await clients.eventBridge()).send(command);
      });
      await callOrNull('events', 'DeleteRule', gone, async () => {
        const { DeleteRuleCommand } = await sdk();
        await (await clients.eventBridge()).send(new DeleteRuleCommand({ Name: name }));
      });
    },
  };
}
