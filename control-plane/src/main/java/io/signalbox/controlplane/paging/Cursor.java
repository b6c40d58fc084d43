package io.signalbox.controlplane.paging;

import io.signalbox.controlplane.problem.Ids;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a page ended: the last row's creation time, to the microsecond, and its id. */
public record Cursor(Instant createdAt, UUID id) {

    /** Before every row. */
    public static final Cursor START = new Cursor(Instant.EPOCH, new UUID(0, 0));

    private static final Pattern FORM = Pattern.compile("1:(\\d{1,18}):([0-9a-f-]{36})");
    private static final int MAX_LENGTH = 200;

    /** Unpadded base64url: clients un-escape cursors once or twice, and nothing in it may suffer from that. */
    public String encode() {
        String text = "1:" + ChronoUnit.MICROS.between(Instant.EPOCH, createdAt) + ":" + id;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Empty when we did not issue it. */
    public static Optional<Cursor> decode(String cursor) {
        if (cursor.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            Instant createdAt = Instant.EPOCH.plus(Long.parseLong(matcher.group(1)), ChronoUnit.MICROS);
            return Ids.parse(matcher.group(2)).map(id -> new Cursor(createdAt, id));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
