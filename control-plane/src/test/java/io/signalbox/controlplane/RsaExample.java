package io.signalbox.controlplane;

/** An RSA key and its own certificate, valid until 2126. To make such a key takes a test longer than all else that it does. */
final class RsaExample {

    /** For *.example.com; trusted by nobody. */
    static final String CERTIFICATE = """
            -----BEGIN CERTIFICATE-----
            MIIDEzCCAfugAwIBAgIUdJsCTa6CcIvTG8x3ly34NnLwaRowDQYJKoZIhvcNAQEL
            BQAwGDEWMBQGA1UEAwwNKi5leGFtcGxlLmNvbTAgFw0yNjExMjcyMTIyNTFaGA8y
            MTI2MTEwMzIxMjI1MVowGDEWMBQGA1UEAwwNKi5leGFtcGxlLmNvbTCCASIwDQYJ
            KoZIhvcNAQEBBQADggEPADCCAQoCggEBAKvhcATEKoOzrXYGLrppMKN1rNn2gLly
            14JD/2Tfr8mAms+Ia3P6KK0nL4SCzRPSFMtr4lLtNbZaHZBMPrk85IgMGN+K3bSX
            EEWuh3NAmNg8+WdA1zzMCipwGuQqEDmTappEG2/FL0ZlebA+J2pXU4NDA/SuFszJ
            pjwP/5xEhaP0DB+09gAD7GwrpIgNa7lcEB55fltpKwQGYfKvuBgQcQfuSDpCUY5q
            EZTKEt4s4ZDPgh9sKwr9AGYzHf858kMwkgehSsrDPHKWfg11wnXb2iuGgaQaVYBm
            GiNpcIOGCSYBa31ze9evb0hBxgfdUmEf+eYR/iOs73gGuXrjub2XopcCAwEAAaNT
            MFEwHQYDVR0OBBYEFKgQmP5HZiXC2XB2s8TrqoGVc44xMB8GA1UdIwQYMBaAFKgQ
            mP5HZiXC2XB2s8TrqoGVc44xMA8GA1UdEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQEL
            BQADggEBAHOa9uFY8/eFxO1L+icufwxHUaEa6dN0jwgOaew+xMQSNotjR07Wrthy
            RV8hSS4PVWabg5jp9CML2PAJxjji6yS6wcwdbH9eNPAR8KOgP/YnIVcbFSRszLdL
            JNHBCWt5HrMLr5Z4YmEMNdWj4KPMjhMqUrpcSILt6M1x+xyAZYXHWsWu3ixGJKFa
            /YUShcGM6roeYqW7S+8Sj2+oTeUciLVA7aKYsoPA55lfIjnv0X0vulSIQpvm6Var
            sNcP0fJx85pw12erzSxJam+K2Coe4QHZlic11960BXaQLcxhtwKYNxJN3NKxvqmo
            GPCr8eBEoMIPb3QWsK0kxPmsPJqBFUo=
            -----END CERTIFICATE-----
            """;

    /** Of the certificate above, made for these tests. */
    static final String KEY = """
            -----BEGIN PRIVATE KEY-----
            MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQCr4XAExCqDs612
            Bi66aTCjdazZ9oC5cteCQ/9k36/JgJrPiGtz+iitJy+Egs0T0hTLa+JS7TW2Wh2Q
            TD65POSIDBjfit20lxBFrodzQJjYPPlnQNc8zAoqcBrkKhA5k2qaRBtvxS9GZXmw
            PidqV1ODQwP0rhbMyaY8D/+cRIWj9AwftPYAA+xsK6SIDWu5XBAeeX5baSsEBmHy
            r7gYEHEH7kg6QlGOahGUyhLeLOGQz4IfbCsK/QBmMx3/OfJDMJIHoUrKwzxyln4N
            dcJ129orhoGkGlWAZhojaXCDhgkmAWt9c3vXr29IQcYH3VJhH/nmEf4jrO94Brl6
            47m9l6KXAgMBAAECggEASft6TQLmzdOcGU4l9OTsI5+2LAd3dttgudhs6M2Di7dI
            a4Xrwnrt4UIZqO7oONzXSIwCWfFyijAVw5Od9/um3oxedHIAZggT3/p0oP4wC/uK
            2o/FVYz53zRrzsPwQegbHZWtPZnhdGqfS2YlbxdxgfFplXsNo040uGumeWvhHiVs
            IwyPA7mttnWkcgi97qeESm2p1CLf56PyokugqWZZaBwJzDJHe7Oik4NX/75gySIw
            szrjIvMad0paNUUr1tvEn3Hu7BWBSho6G0GR7zkdnoqu/wPW1JSNJppnBFRPxLdi
            yIFKEcsGOL7HxHAdzyUabnWhpFY9K15HMiebePqEUQKBgQDXJWRzZT4za8ndbwqT
            X7mZRpPUilVFxGhHPLKbf56QlFejXLrxRpR0xG4+0efJWUZjVQp2Pk0/j+8O6RQA
            fb8MbuD0exd/7AsLo8EjfAN7fJMnR1maWwovo3eMoSyVRyYbAvYmbRkfmFckCY8J
            YaRFRLP19a3DdwxJYHWXM2kNmQKBgQDMhNcAul2ZkGRK2msXX4wqy1sQ2Szn+baa
            y36PQBI8YNgj1UwHGX7srHCrUWjoxtKoT6KnTmwYMMO7dCLCECdDzykiHrvjAfPa
            sNI0Q3ZL5qj1mE4mZqRY0xhc8Io4rq9ACQzJtERmLWqUBljv5WbyEFQFa874JvQd
            0wUYBDJvrwKBgQC6DphEQzX7eifk23al5I65QxPtJoSABU647ID5gPA70E3J9ROm
            PId+Q7Gjmht9QTtiA9U8VLyxT2RJ3L9zfUuPEQRx6VF1S0hyFHeenEzWqfEIcufG
            WR0B/bgRYgEQR6toiLMeoBKuBCy3+Zw9XLeXP8bx2jkfZQC3JDgNPmSHYQKBgDMK
            pC4GVP3ST3Vu9XMr4Wt8vQmDafWrGKuhRcCymNqAwPCQdxz+e/LNRoE7HBecJ07i
            MRHYPJn88ZyC63nLVkFSHk3ppbKN9jIKFyv7+jYPJvPEQxzKWRHh/R6U2aozzoEI
            wSxF1Rw7EXJH80JL2llnQdDoiwrbjekzlP3dbkj5AoGBALu8U/jqdm19gVb687C5
            fvgrvzemCZLWQLzut9pv8x63DRm9kFyli374HN07331O6M8Gi4EmRAvCr208ibpe
            RxZKZItQKeH16BKpekLfBPdraoXIDmGn7yuQIdyoBgZANHIP6GFCINJ9vlQXrlLo
            kmYXiRZsuqwEH4/wd/1zcLBm
            -----END PRIVATE KEY-----
            """;

    private RsaExample() {}
}
