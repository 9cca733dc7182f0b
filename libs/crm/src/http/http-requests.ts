import type { Template } from './template.ts';

export interface HttpRequest {
  readonly method?: string | undefined;
  /** After the base URL; `{{name}}` stands for a value. */
  readonly path: string;
  readonly body?: Template | undefined;
}

/** The requests of a system of one's own, as the mapping file gives them. */
export interface HttpRequests {
  /** Where an answer says something: names between dots. */
  readonly readTask: HttpRequest & {
    readonly answer: {
      readonly status: string;
      readonly body?: string | undefined;
      readonly contactIds?: string | undefined;
    };
  };
  readonly writeTask: HttpRequest & {
    readonly answer?: { readonly status?: string | undefined; readonly body?: string | undefined } | undefined;
  };
  /** Creates the call's record, or changes the one of the same session. */
  readonly putCall?: (HttpRequest & { readonly answer?: { readonly id?: string | undefined } | undefined }) | undefined;
  /** `fields`: where the properties of the record stand, each by its name. */
  readonly findCall?:
    (HttpRequest & { readonly answer: { readonly id: string; readonly fields?: string | undefined } }) | undefined;
  readonly linkCall?: HttpRequest | undefined;
  /** Any request that a valid token may make. */
  readonly check?: HttpRequest | undefined;
}
