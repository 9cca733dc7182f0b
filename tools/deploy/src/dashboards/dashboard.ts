/** One query of a panel; `{{label}}` in the legend names the series. */
export interface Query {
  readonly expr: string;
  readonly legend: string;
}

export interface Panel {
  readonly title: string;
  /** What it shows and what is bad, for who looks at it for the first time. */
  readonly description: string;
  /** Grafana's unit: s, short, ops, percentunit, bytes. */
  readonly unit: string;
  readonly queries: readonly Query[];
}

export interface Row {
  readonly title: string;
  /** The variable that the row is repeated for. */
  readonly repeat?: string;
  readonly panels: readonly Panel[];
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** Variables by name, each with the query that gives its values. */
  readonly variables: Readonly<Record<string, string>>;
  readonly rows: readonly Row[];
}

/**
 * How many were counted in a window, by labels. A counter is born at its first count, and `increase` sees nothing of that
 * one: a series that was not there a window ago counts whole. `among` may leave out series of others.
 */
export const arrivals = (series: string, by: string, among = (counted: string) => counted): string =>
  `sum by (${by}) ${among(`((${series} unless ${series} offset $__rate_interval) or increase(${series}[$__rate_interval]))`)}`;

const COLUMNS = 24;
const WIDTH = 6;
const HEIGHT = 7;
const datasource = { type: 'prometheus', uid: '${datasource}' };

const panelObject = ({ title, description, unit, queries }: Panel, id: number, at: { x: number; y: number }) => ({
  id,
  type: 'timeseries',
  title,
  description,
  datasource,
  gridPos: { ...at, w: WIDTH, h: HEIGHT },
  fieldConfig: { defaults: { unit, min: 0, custom: { fillOpacity: 10, showPoints: 'never' } }, overrides: [] },
  options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
  targets: queries.map(({ expr, legend }, index) => ({
    refId: String.fromCharCode('A'.charCodeAt(0) + index),
    datasource,
    expr,
    legendFormat: legend,
  })),
});

const rowObject = ({ title, repeat }: Row, id: number, y: number) => ({
  id,
  type: 'row',
  title,
  collapsed: false,
  gridPos: { x: 0, y, w: COLUMNS, h: 1 },
  panels: [],
  ...(repeat && { repeat }),
});

const panelsOf = (rows: readonly Row[]): object[] => {
  const made: object[] = [];
  let y = 0;
  for (const row of rows) {
    made.push(rowObject(row, made.length + 1, y++));
    row.panels.forEach((panel, index) => {
      const place = { x: (index * WIDTH) % COLUMNS, y: y + Math.floor((index * WIDTH) / COLUMNS) * HEIGHT };
      made.push(panelObject(panel, made.length + 1, place));
    });
    y += Math.ceil((row.panels.length * WIDTH) / COLUMNS) * HEIGHT;
  }
  return made;
};

/** What Grafana imports or provisions. */
export const dashboardJson = ({ uid, title, description, variables, rows }: Dashboard) => ({
  uid,
  title,
  description,
  tags: ['switchback'],
  schemaVersion: 39,
  refresh: '30s',
  time: { from: 'now-3h', to: 'now' },
  timezone: 'utc',
  editable: false,
  templating: {
    list: [
      { name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Prometheus' },
      ...Object.entries(variables).map(([name, query]) => ({
        name,
        type: 'query',
        datasource,
        query: { query, refId: name },
        refresh: 2,
        includeAll: true,
        multi: true,
        current: { text: 'All', value: '$__all' },
      })),
    ],
  },
  panels: panelsOf(rows),
});
