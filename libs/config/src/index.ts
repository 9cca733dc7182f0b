export { ConfigError, loadConfig, loadConfigOrExit } from './load-config.ts';
export { brokerList, databaseUrl, json, port, secretFile } from './settings.ts';
