import { flag, list, listOf, oneOf, type Read, required, struct, text } from '../shape.ts';

const eventTypes = [
  'SEND',
  'REJECT',
  'BOUNCE',
  'COMPLAINT',
  'DELIVERY',
  'OPEN',
  'CLICK',
  'RENDERING_FAILURE',
  'DELIVERY_DELAY',
  'SUBSCRIPTION',
] as const;

export const targets = {
  KinesisFirehoseDestination: struct({
    IamRoleArn: required(text({ min: 1 })),
    DeliveryStreamArn: required(text({ min: 1 })),
  }),
  CloudWatchDestination: struct({
    DimensionConfigurations: required(
      list(
        struct({
          DimensionName: required(text({ max: 255 })),
          DimensionValueSource: required(oneOf(['MESSAGE_TAG', 'EMAIL_HEADER', 'LINK_TAG'])),
          DefaultDimensionValue: required(text({ max: 255 })),
        }),
        { min: 1, max: 10 },
      ),
    ),
  }),
  SnsDestination: struct({ TopicArn: required(text({ min: 1 })) }),
  EventBridgeDestination: struct({ EventBusArn: required(text({ min: 1 })) }),
  PinpointDestination: struct({ ApplicationArn: text() }),
};

export const definition = { Enabled: flag(), MatchingEventTypes: listOf(eventTypes), ...targets };

export type EventDestination = Read<typeof definition>;
