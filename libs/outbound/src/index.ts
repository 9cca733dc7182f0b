export { Target } from './target.ts';
export type { TargetRequest, TargetSettings } from './target.ts';
