import { stringify } from 'yaml';
import { publishedCrds } from './build-catalog.ts';
import { moduleFolder } from './module-folder.ts';
import { strimziCrds } from './strimzi.ts';

// For kubectl: every kind that the overlays hold and that Kubernetes itself has not.
const documents = [...publishedCrds(moduleFolder), ...strimziCrds().map((crd) => stringify(crd))];
process.stdout.write(documents.map((document) => `---\n${document.replace(/^---\n/, '')}`).join('\n'));
