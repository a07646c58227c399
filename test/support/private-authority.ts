// Certificates as a company's own authority signs them, for servers of TLS in tests: node:crypto reads certificates but signs
// none, and openssl is not on every machine. Worth nothing outside tests: their one private key stands here for all to read.
//
// Made with openssl 3.0: a P-256 key for the authority, one for the servers; `openssl ca -selfsign` for the first and `openssl ca`
// for the others, with -startdate and -enddate (2020 to 2120), subjectAltName DNS:localhost or DNS:gateway.example, and
// extendedKeyUsage serverAuth.

/** The authority, in PEM. Its own key is gone. */
export const AUTHORITY = `-----BEGIN CERTIFICATE-----
MIIBZjCCAQygAwIBAgICEAMwCgYIKoZIzj0EAwIwGTEXMBUGA1UEAwwOVGVzdCBh
dXRob3JpdHkwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBkxFzAV
BgNVBAMMDlRlc3QgYXV0aG9yaXR5MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
0RyfMl/Ntk+cLhl3Cagn+wXdGCZvp1zXtUiaAeeoGP+wonZ8NSYRDvBh5O7u1FqB
KtQ45zSR0CnBsymyhnKDHqNCMEAwDwYDVR0TAQH/BAUwAwEB/zAOBgNVHQ8BAf8E
BAMCAQYwHQYDVR0OBBYEFOWfQcA9nbPHL2xjYhn4uwF4TODdMAoGCCqGSM49BAMC
A0gAMEUCIQDvROH//9pihRqB2tAkX7L6vwfUoyuKacns+u3mRqCImwIgHUEl6737
684WL4Lx1gkPV4BX/dAnKSZc4CdcFAbqH10=
-----END CERTIFICATE-----
`;

const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgjnZpo6gHtCBAkaxC
ObH8odJ09dTjuSCJXd6IwZpEGCihRANCAARza6Nd2jqCp1PXcVxaniHYmGSLg+nF
T37KiWgWeNpVe/MjsJOzzwW7STdot+RKISWQJXTKFYk3uRc5Y8a3S/US
-----END PRIVATE KEY-----
`;

const certificates = {
  good: `-----BEGIN CERTIFICATE-----
MIIBizCCATKgAwIBAgICEAQwCgYIKoZIzj0EAwIwGTEXMBUGA1UEAwwOVGVzdCBh
dXRob3JpdHkwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQ
BgNVBAMMCWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABHNro13a
OoKnU9dxXFqeIdiYZIuD6cVPfsqJaBZ42lV78yOwk7PPBbtJN2i35EohJZAldMoV
iTe5FzljxrdL9RKjbTBrMBQGA1UdEQQNMAuCCWxvY2FsaG9zdDATBgNVHSUEDDAK
BggrBgEFBQcDATAdBgNVHQ4EFgQUgMxYVHxN4ZyLL+y7TVYjpHfvNfowHwYDVR0j
BBgwFoAU5Z9BwD2ds8cvbGNiGfi7AXhM4N0wCgYIKoZIzj0EAwIDRwAwRAIgbfxI
QFLnw5seueao8C1OTjnVK4QdEDYIK6PoCenTWZsCIH/ehcJXzrHGSuQtbLdbhJ7J
B/7TxHCY4C4gck6X/htT
-----END CERTIFICATE-----
`,
  /** Valid for the year 2020. */
  expired: `-----BEGIN CERTIFICATE-----
MIIBizCCATCgAwIBAgICEAUwCgYIKoZIzj0EAwIwGTEXMBUGA1UEAwwOVGVzdCBh
dXRob3JpdHkwHhcNMjAwMTAxMDAwMDAwWhcNMjEwMTAxMDAwMDAwWjAUMRIwEAYD
VQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARza6Nd2jqC
p1PXcVxaniHYmGSLg+nFT37KiWgWeNpVe/MjsJOzzwW7STdot+RKISWQJXTKFYk3
uRc5Y8a3S/USo20wazAUBgNVHREEDTALgglsb2NhbGhvc3QwEwYDVR0lBAwwCgYI
KwYBBQUHAwEwHQYDVR0OBBYEFIDMWFR8TeGciy/su01WI6R37zX6MB8GA1UdIwQY
MBaAFOWfQcA9nbPHL2xjYhn4uwF4TODdMAoGCCqGSM49BAMCA0kAMEYCIQCz40lA
dNYRiqvAsu/zLw0MCcXmoPGWZGdJ6bjvwaSaEQIhAKRFpxDtPFTT3OMaZKaU5O77
PWG9CoHk5/gP2pPZ08wI
-----END CERTIFICATE-----
`,
  /** Made out for gateway.example. */
  "for another name": `-----BEGIN CERTIFICATE-----
MIIBmDCCAT6gAwIBAgICEAYwCgYIKoZIzj0EAwIwGTEXMBUGA1UEAwwOVGVzdCBh
dXRob3JpdHkwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBoxGDAW
BgNVBAMMD2dhdGV3YXkuZXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IA
BHNro13aOoKnU9dxXFqeIdiYZIuD6cVPfsqJaBZ42lV78yOwk7PPBbtJN2i35Eoh
JZAldMoViTe5FzljxrdL9RKjczBxMBoGA1UdEQQTMBGCD2dhdGV3YXkuZXhhbXBs
ZTATBgNVHSUEDDAKBggrBgEFBQcDATAdBgNVHQ4EFgQUgMxYVHxN4ZyLL+y7TVYj
pHfvNfowHwYDVR0jBBgwFoAU5Z9BwD2ds8cvbGNiGfi7AXhM4N0wCgYIKoZIzj0E
AwIDSAAwRQIhAP0VJnZIQD7vIDZHcDYEC2xqX46omhbEDXlRsMd5dRPDAiBvxIwc
jJ5vEtYPt7chNmQcylQU5ef71tB+SaRcTKgLwg==
-----END CERTIFICATE-----
`,
};

/**
 * A server's key and certificate, signed by the authority.
 * @param chain whether it shows the authority's certificate too, as many servers do
 */
export function signedIdentity(
  kind: keyof typeof certificates,
  chain = false,
): { readonly key: string; readonly certificate: string } {
  return { key: KEY, certificate: certificates[kind] + (chain ? AUTHORITY : "") };
}
