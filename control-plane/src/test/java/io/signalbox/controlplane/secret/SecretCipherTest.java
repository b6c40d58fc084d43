package io.signalbox.controlplane.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.controlplane.settings.SealingKey;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretCipherTest {

    private static final SealingKey OLD = key(1);
    private static final SealingKey NEW = key(2);

    private final SecretCipher before = new SecretCipher(OLD, List.of());
    private final SecretCipher during = new SecretCipher(NEW, List.of(OLD));
    private final SecretCipher after = new SecretCipher(NEW, List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {"", "s3cret", "-----BEGIN KEY-----\r\nß\uD83D\uDD11\n", "v1:00000000:AAAA", "a$b{c}", "${open"})
    void aLiteralComesBackAndIsNotSeenInWhatIsStored(String text) {
        String stored = before.seal(Secret.of(text));

        assertThat(stored).matches("v1:" + OLD.id() + ":[A-Za-z0-9_-]{38,}");
        assertThat(before.open(stored)).isEqualTo(Secret.of(text));
        assertThat(before.open(stored).reveal()).isEqualTo(text);
    }

    @Test
    void theSameSecretIsNeverStoredInTheSameWords() {
        Secret secret = Secret.of("s3cret");

        assertThat(before.seal(secret)).isNotEqualTo(before.seal(secret));
    }

    @ParameterizedTest
    @ValueSource(strings = {"${env['KEY']}", "a${vault.env[\"B\"]}c", "v1:${env['KEY']}"})
    void aReferenceIsStoredAsItIs(String reference) {
        String stored = before.seal(Secret.of(reference));

        assertThat(stored).isEqualTo(reference);
        assertThat(after.open(stored)).isEqualTo(Secret.of(reference));
    }

    @Test
    void whatWasAlteredAnywhereIsRefused() {
        String stored = before.seal(Secret.of("s3cret"));
        byte[] bytes = Base64.getUrlDecoder().decode(stored.substring(12));

        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] altered = bytes.clone();
            altered[bit / 8] ^= (byte) (1 << bit % 8);
            String text = stored.substring(0, 12)
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(altered);
            assertRefused(before, text, "altered");
        }
        assertRefused(before, stored.substring(0, stored.length() - 4), "altered");
        assertRefused(before, stored.substring(0, 20), "altered");
        assertRefused(before, "s3cret", "form");
        assertRefused(before, stored.replace("v1:", "v2:"), "form");
    }

    @Test
    void whatIsSealedWithAnotherKeyUnderThisKeysIdIsRefused() {
        String stored = after.seal(Secret.of("s3cret"));

        assertRefused(during, stored.replace(NEW.id(), OLD.id()), "altered");
    }

    @Test
    void aKeyThatIsNotKnownIsNamedWithTheSettingThatNamesIt() {
        String stored = before.seal(Secret.of("s3cret"));

        assertThatThrownBy(() -> after.open(stored))
                .hasMessageContaining("[" + OLD.id() + "]")
                .hasMessageContaining("SIGNALBOX_SECRET_OLD_KEYS")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void anOldKeyOpensAndTheNewestSeals() {
        String stored = before.seal(Secret.of("s3cret"));

        String renewed = during.renew(stored);

        assertThat(during.open(stored)).isEqualTo(Secret.of("s3cret"));
        assertThat(after.open(renewed)).isEqualTo(Secret.of("s3cret"));
        assertThat(during.renew(renewed)).isEqualTo(renewed);
    }

    @Test
    void nothingPrintsASecretOrAKey() {
        String key = Base64.getEncoder().encodeToString(OLD.forAes().getEncoded());

        assertThat(Secret.of("s3cret")).hasToString("***");
        assertThat(new Holder(Secret.of("s3cret")).toString()).doesNotContain("s3cret");
        assertThat(OLD).hasToString("SealingKey[" + OLD.id() + "]");
        assertThat(new SecretKeys(OLD, List.of(NEW)).toString()).doesNotContain(key);
    }

    private static void assertRefused(SecretCipher cipher, String stored, String reason) {
        assertThatThrownBy(() -> cipher.open(stored))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining("s3cret");
    }

    private static SealingKey key(int first) {
        byte[] bytes = new byte[SealingKey.BYTES];
        bytes[0] = (byte) first;
        return SealingKey.parse(Base64.getEncoder().encodeToString(bytes));
    }

    private record Holder(Secret key) {}
}
