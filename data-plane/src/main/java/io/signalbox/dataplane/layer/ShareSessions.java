package io.signalbox.dataplane.layer;

import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData;
import org.apache.kafka.common.message.ShareFetchRequestData;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * The share sessions that began on one connection. To brokers a session is whose it says, by group and member, which
 * anybody may say; what it gives was asked for by who began it.
 */
public final class ShareSessions {

    private static final int MAX_SESSIONS = 100; // a client has one, mostly

    private final Set<Member> begun = new HashSet<>();

    private record Member(String group, String id) {}

    /** Whether a request, of whatever kind, is for no session that began elsewhere. */
    public boolean admits(ApiMessage request) {
        if (request instanceof ShareFetchRequestData fetch) {
            Member member = new Member(String.valueOf(fetch.groupId()), String.valueOf(fetch.memberId()));
            return fetch.shareSessionEpoch() == 0 ? begins(member) : goesOn(member, fetch.shareSessionEpoch());
        }
        if (request instanceof ShareAcknowledgeRequestData acknowledge) {
            Member member = new Member(String.valueOf(acknowledge.groupId()), String.valueOf(acknowledge.memberId()));
            return goesOn(member, acknowledge.shareSessionEpoch());
        }
        return true;
    }

    private boolean begins(Member member) {
        if (begun.size() >= MAX_SESSIONS) {
            begun.clear();
        }
        begun.add(member);
        return true;
    }

    private boolean goesOn(Member member, int epoch) {
        return epoch < 0 ? begun.remove(member) : begun.contains(member);
    }
}
