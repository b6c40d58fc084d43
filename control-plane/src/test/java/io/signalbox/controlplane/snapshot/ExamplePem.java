package io.signalbox.controlplane.snapshot;

/** Certificates of the golden files. They are valid until 2126, since nodes warn of what is about to expire. */
final class ExamplePem {

    /** Nobody has its key. */
    static final String AUTHORITY = """
            -----BEGIN CERTIFICATE-----
            MIIBkDCCATegAwIBAgIUfC+LPUDIC1y/Pz1R6sXojAdrmGkwCgYIKoZIzj0EAwIw
            HTEbMBkGA1UEAwwSRXhhbXBsZSBjbGllbnRzIENBMCAXDTI2MTEyMzE5MjcyMFoY
            DzIxMjYxMDMwMTkyNzIwWjAdMRswGQYDVQQDDBJFeGFtcGxlIGNsaWVudHMgQ0Ew
            WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAT0qgiw9JV+anMXFF86hcFzs+BS7zyq
            tYMcBIG2S0t11MljGqogFzuPupChfLMp9W0Z/1nVdjSV7PcuQFIArn79o1MwUTAd
            BgNVHQ4EFgQUp0sFOG8EBEU+kLOGV8OaGaY6cjMwHwYDVR0jBBgwFoAUp0sFOG8E
            BEU+kLOGV8OaGaY6cjMwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBE
            AiBzY2a83oepBAcBggjbiUxJkumYI+EB/8BtsYplzaN5rwIgJosmNjgOhalFIyDd
            +asGgC7vSmNh+cHaM4k8B4WnIvE=
            -----END CERTIFICATE-----
            """;

    /** For *.example.com, *.payments.example.com and *.vcluster-1.example.com; trusted by nobody. */
    static final String CERTIFICATE = """
            -----BEGIN CERTIFICATE-----
            MIIB2jCCAX+gAwIBAgIUQ8NhnXdJLtbZkB040TS9Vc0qMcswCgYIKoZIzj0EAwIw
            GjEYMBYGA1UEAwwPRXhhbXBsZSBnYXRld2F5MCAXDTI2MTEyMzE5NDI1N1oYDzIx
            MjYxMDMwMTk0MjU3WjAaMRgwFgYDVQQDDA9FeGFtcGxlIGdhdGV3YXkwWTATBgcq
            hkjOPQIBBggqhkjOPQMBBwNCAAT81jeeqIge5aMqQWKnID6FoW8W4Yu/OlQouRaG
            Z4PPN5UD/be1gi1V4SKMfpfR+r8CUYMO5caeo/2TlZFBjukRo4GgMIGdMB0GA1Ud
            DgQWBBSXxYaANFulqEV4CyHXzfi615dIhTAfBgNVHSMEGDAWgBSXxYaANFulqEV4
            CyHXzfi615dIhTAPBgNVHRMBAf8EBTADAQH/MEoGA1UdEQRDMEGCGCoudmNsdXN0
            ZXItMS5leGFtcGxlLmNvbYIWKi5wYXltZW50cy5leGFtcGxlLmNvbYINKi5leGFt
            cGxlLmNvbTAKBggqhkjOPQQDAgNJADBGAiEAvNKEn/WNNm85WLRcmPCJzml1wLdv
            vhDPpQHaTMcr1f4CIQCA22BCLT90gmsKTnv/yxwfCSF4wMc3ysQ5CmpuHKHP3Q==
            -----END CERTIFICATE-----
            """;

    /** Of the certificate above, made for the golden files. */
    static final String KEY = """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgXMj2JhtFBedNb1p7
            EbbHt1clCvPi/mh6BLXL7myoa4KhRANCAAT81jeeqIge5aMqQWKnID6FoW8W4Yu/
            OlQouRaGZ4PPN5UD/be1gi1V4SKMfpfR+r8CUYMO5caeo/2TlZFBjukR
            -----END PRIVATE KEY-----
            """;

    private ExamplePem() {}
}
