/** The secret that the load signs with. */
export const SECRET = `whsec_${Buffer.from('secret of the ingress bench').toString('base64')}`;
