package io.signalbox.controlplane.entity;

import java.util.UUID;

/** Which entity another belongs to, with which it is deleted, and where among its like: from 0, maybe with gaps. */
public record Place(UUID ownerId, int position) {}
