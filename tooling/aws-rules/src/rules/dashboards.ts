import { type Rule, refuse } from '../account.ts';

const widgetTypes = ['alarm', 'custom', 'explorer', 'log', 'metric', 'text'];

/** A dashboard is so many columns wide. */
const columns = 24;

/** What CloudWatch refuses of dashboards. */
export const dashboards: Rule = {
  name: 'dashboard',
  check: (account) =>
    account.all('aws_cloudwatch_dashboard').flatMap((dashboard) => {
      const name = dashboard.text('dashboard_name') ?? '';
      const body = dashboard.text('dashboard_body') ?? '';
      return [
        ...(/^[\w-]{1,255}$/.test(name)
          ? []
          : [`dashboard_name should have 1 to 255 letters, digits, hyphens, underscores, but is ${name}.`]),
        ...problemsOf(body),
      ].map((problem) => refuse(dashboard, problem));
    }),
};

interface Widget {
  readonly type?: unknown;
  readonly x?: number;
  readonly width?: number;
  readonly properties?: { readonly region?: unknown; readonly endpoint?: unknown };
}

function problemsOf(body: string): readonly string[] {
  let widgets: readonly Widget[] | undefined;
  try {
    widgets = JSON.parse(body).widgets;
  } catch {
    return ['dashboard_body is not JSON.'];
  }
  if (!Array.isArray(widgets)) return ['dashboard_body has no widgets.'];
  return widgets.flatMap((widget, index) =>
    widgetProblems(widget).map((problem) => `dashboard_body: widget ${index} ${problem}.`),
  );
}

function widgetProblems({ type, x = 0, width = 0, properties = {} }: Widget): readonly string[] {
  return [
    ...(widgetTypes.includes(String(type))
      ? []
      : [`should be of type ${widgetTypes.join(', ')}, but is ${type}`]),
    ...(x + width > columns ? [`ends at column ${x + width}, but a dashboard has ${columns}`] : []),
    ...(type === 'metric' && typeof properties.region !== 'string' ? ['has no region'] : []),
    ...(type === 'custom' && !/^arn:[\w-]+:(lambda|ssm):/.test(String(properties.endpoint))
      ? [`should have the ARN of a function as endpoint, but has ${properties.endpoint}`]
      : []),
  ];
}
