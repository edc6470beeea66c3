import { type QueryOperation, queryOperation } from '../query.ts';
import { type Members, type Read, required, text } from '../shape.ts';
import type { XmlValue } from '../xml.ts';
import type { TopicStore } from './store.ts';
import type { Topic } from './topic.ts';

/** An operation on one topic, judged on its ARN. */
export function onTopic<S extends Members>(
  store: TopicStore,
  name: string,
  members: S,
  run: (topic: Topic, input: Read<S>) => XmlValue | Promise<XmlValue>,
): QueryOperation {
  return queryOperation({
    name,
    input: { ...members, TopicArn: required(text()) },
    action: `sns:${name}`,
    invalid: 'InvalidParameter',
    resource: (read) => String(read.TopicArn),
    run: (read) => run(store.find(String(read.TopicArn)), read),
  });
}
