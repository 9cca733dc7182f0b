// Errors of fs, fetch and AbortSignal come from Node's own realm, and `instanceof Error` is false for them inside Jest's.
Object.defineProperty(Error, Symbol.hasInstance, {
  value(candidate) {
    return this === Error ? Error.isError(candidate) : Function.prototype[Symbol.hasInstance].call(this, candidate);
  },
});
