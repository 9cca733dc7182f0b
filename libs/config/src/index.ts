export { ConfigError, loadConfig, loadConfigOrExit } from './load-config.ts';
export { brokerList, json, port, secretFile } from './settings.ts';
