package io.signalbox.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UrlCredentialsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://u:secret@host",
                "https://u@host/path",
                "HTTPS://u:secret@host:8081/",
                "https://:secret@host",
                "https://u%3Asecret@host",
                "https://u:sec ret@host",
                "https://a@b@host",
                " https://u:secret@host",
                "//u:secret@host",
                "https:u:secret@host",
                "jdbc:postgresql://u:secret@host/db"
            })
    void theyAreFoundInFrontOfTheHost(String url) {
        assertThat(UrlCredentials.areIn(url)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://host",
                "https://host/a@b",
                "https://host?user=a@b",
                "https://host#a@b",
                "http://[::1]:8081/",
                "jdbc:postgresql://host:5432,other/db?user=u",
                "someone@example.com",
                "urn:issuer:a@b",
                ""
            })
    void elsewhereAnAtSignIsNone(String url) {
        assertThat(UrlCredentials.areIn(url)).isFalse();
    }
}
