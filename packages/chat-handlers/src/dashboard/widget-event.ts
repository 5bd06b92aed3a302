import * as v from 'valibot';

const widgetEventSchema = v.union([
  v.object({ describe: v.literal(true) }),
  v.object({ widgetContext: v.object({ dashboardName: v.string() }) }),
]);

/** What a dashboard of CloudWatch asks a widget's function: to describe itself, or to show its content. */
export type WidgetEvent = v.InferOutput<typeof widgetEventSchema>;

/** @throws {v.ValiError} where the event is not one of a dashboard: the function was wired wrongly */
export const parseWidgetEvent = (event: unknown): WidgetEvent => v.parse(widgetEventSchema, event);
